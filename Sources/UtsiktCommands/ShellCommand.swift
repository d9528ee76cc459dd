/// A command as it can be typed into a shell.
enum ShellCommand {
  /// `utsikt` with some words and options, quoted where the shell would take them apart; options without a value are left out.
  static func utsikt(_ words: [String], _ options: [(name: String, value: String?)]) -> String {
    let options = options.flatMap { name, value in value.map { ["--\(name)", $0] } ?? [] }
    return (["utsikt"] + words + options).map(quoted).joined(separator: " ")
  }

  /// - Source: POSIX.1-2024, Shell Command Language, 2.2.2: within single quotes every character stands for itself.
  private static func quoted(_ word: String) -> String {
    let isPlain =
      !word.isEmpty && word.allSatisfy { $0.isLetter || $0.isNumber || "-_./:,+@%=".contains($0) }
    return isPlain
      ? word
      : "'"
        + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#)
        + "'"
  }
}
