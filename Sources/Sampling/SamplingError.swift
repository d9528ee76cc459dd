/// A case where a sample or a distribution has no answer.
public enum SamplingError: Error, Equatable {
  /// A number of the sample is infinite, not a number, or larger than can be.
  case notFinite
}
