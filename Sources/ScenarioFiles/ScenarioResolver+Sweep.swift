import PledgeModel

extension ScenarioResolver {
  /// The options that a scenario lists; nil when it lists none.
  func sweep(_ rounds: [Round]) -> Sweep? {
    guard let tree = scenario["sweep"] else { return nil }
    let newest = rounds.max { $0.firstYear < $1.firstYear }
    guard let newest, let catalogue = catalogues.first(where: { $0.id == newest.catalogue }) else {
      if scenario["rounds"] == nil {
        diagnostics.error("a sweep needs a round whose pledges can be adopted", at: tree.place)
      }
      return nil
    }
    let counts = tree["municipalities"]?.items ?? []
    for count in counts where count.integer! > municipalities.count && !municipalities.isEmpty {
      diagnostics.error(
        "the scenario has only \(municipalities.count) municipalities", at: count.place)
    }
    func values<Value: Hashable>(
      _ key: String, _ value: (Tree) -> Value?, otherwise usual: Value
    ) -> [Value] {
      guard let list = tree[key] else { return [usual] }
      if list.items.isEmpty, !list.isPruned {
        diagnostics.error("\(key.quoted) is empty", at: list.place, hint: "leave it out")
      }
      var found: [Value] = []
      var seen: Set<Value> = []
      for item in list.items {
        guard let value = value(item) else { continue }
        if !seen.insert(value).inserted {
          diagnostics.error("\(key.quoted) holds the same value twice", at: item.place)
        }
        found.append(value)
      }
      return found
    }
    let mixCount = tree["mixes"]?.integer ?? 0
    let sweep = Sweep(
      sets: sets(tree["sets"], catalogue, hasMixes: mixCount > 0, at: tree.place),
      shares: values("shares", \.number, otherwise: 1),
      municipalityCounts: values(
        "municipalities", \.integer, otherwise: municipalities.count),
      support: values("support", \.number, otherwise: newest.support.value), mixCount: mixCount)
    if sweep.optionCount > Sweep.optionLimit {
      diagnostics.error(
        "the sweep has \(sweep.optionCount) options, more than \(Sweep.optionLimit)",
        at: tree.place)
    }
    return sweep
  }

  private func sets(
    _ tree: Tree?, _ catalogue: Catalogue, hasMixes: Bool, at place: Place
  ) -> [Sweep.PledgeSet] {
    if territorial(catalogue).isEmpty {
      diagnostics.error(
        "no pledge of \(catalogue.id.quoted) takes territorial tonnes off", at: place,
        hint: "a sweep counts territorial tonnes only")
      return []
    }
    guard let tree else { return hasMixes ? [] : each(catalogue) }
    var sets: [Sweep.PledgeSet] = []
    var names: Set<String> = []
    for item in tree.items {
      let before = sets.count
      switch item.text {
      case "each": sets += each(catalogue)
      case "all":
        sets.append(
          Sweep.PledgeSet(name: "all", pledges: territorial(catalogue).map(\.number)))
      default:
        let numbers = item["pledges"]!
        if numbers.items.isEmpty, !numbers.isPruned {
          diagnostics.error("the set has no pledge", at: numbers.place)
        }
        let areKnown = numbers.items.map {
          holds(catalogue, pledge: $0.integer!, at: $0.place)
        }
        let useful = territorial(catalogue).map(\.number)
        if !areKnown.isEmpty, !areKnown.contains(false),
          !numbers.items.contains(where: { useful.contains($0.integer!) })
        {
          diagnostics.error(
            "no pledge of the set takes territorial tonnes off", at: numbers.place,
            hint: "those that do are \(useful.map(String.init).joined(separator: ", "))")
        }
        let name = item["name"]!
        sets.append(
          Sweep.PledgeSet(name: name.text!, pledges: numbers.items.compactMap(\.integer)))
      }
      if !sets[before...].allSatisfy({ names.insert($0.name).inserted }) {
        diagnostics.error("two sets have the same name", at: item.place)
        return sets
      }
    }
    return sets
  }

  private func each(_ catalogue: Catalogue) -> [Sweep.PledgeSet] {
    territorial(catalogue).map { Sweep.PledgeSet(name: "\($0.number)", pledges: [$0.number]) }
  }

  /// The pledges that a sweep can tell apart.
  private func territorial(_ catalogue: Catalogue) -> [Pledge] {
    catalogue.pledges.filter { $0.effect?.ledger == .territorial }
  }
}
