/// What random numbers of an analysis are for; the simulation's own purposes count up from one.
enum AnalysisPurpose: UInt8 {
  case resampling = 128
  case scrambling
  case mixing
}
