/// A case where a sample or a distribution has no answer.
public enum SamplingError: Error, Equatable {
  /// A number of the sample is infinite or not a number.
  case notFinite
}
