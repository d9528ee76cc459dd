import UtsiktCommands

@main
struct Main {
  static func main() { Utsikt.start() }
}
