import CGLPK

extension PortfolioProblem {
  /// The choice with the largest gain that a budget allows, by branch and bound.
  ///
  ///     maximise Σ gain·x   subject to   Σ cost·x ≤ budget,   Σ x ≤ count,   Σ x of a municipality ≤ its limit,   x ∈ {0, 1}
  ///
  /// What costs more than all the money there can be is left out: beside it the solver would not see the rest. The solver keeps
  /// rows to seven digits, so a choice is added up again; one that costs too much is cut off alone and the search is repeated.
  /// After `nodeLimit` nodes the best choice found is taken with the bound reached by then, which does not depend on how fast
  /// the machine is; after `cutLimit` cuts the last one without what is dearest for its gain.
  ///
  /// - Accuracy: the gain is within a relative 1e-9 of the largest one unless the bound says otherwise.
  func largestGain(
    within budget: Double, nodeLimit: Int = 100_000, cutLimit: Int = 1_000
  ) -> PortfolioChoice {
    precondition(budget >= 0, "a budget of \(budget)")
    guard !candidates.isEmpty else { return PortfolioChoice(chosen: [], value: 0, bound: 0) }
    let money = budget - candidates.reduce(0) { $0 + min(0, $1.cost) }
    let open = candidates.indices.filter { candidates[$0].cost <= money }
    guard open.count == candidates.count else {
      var rest = self
      rest.candidates = open.map { candidates[$0] }
      var found = rest.largestGain(within: budget, nodeLimit: nodeLimit, cutLimit: cutLimit)
      found.chosen = found.chosen.map { open[$0] }
      return found
    }
    let programme = BinaryProgramme(gains: candidates.map(\.gain))
    programme.limit(candidates.map(\.cost), to: budget)
    if let count = limits.count {
      programme.limit(candidates.map { _ in 1 }, to: Double(count))
    }
    if let most = mostPerMunicipality {
      for municipality in 0..<municipalityCount {
        let ones = candidates.map { $0.municipality == municipality ? 1.0 : 0 }
        if ones.reduce(0, +) > Double(most) { programme.limit(ones, to: Double(most)) }
      }
    }
    for cut in 0... {
      var (chosen, bound) = programme.solution(nodeLimit: nodeLimit)
      if cut == cutLimit {
        bound = max(bound ?? 0, gain(chosen))
        chosen.sort {
          candidates[$0].cost * candidates[$1].gain < candidates[$1].cost * candidates[$0].gain
        }
        while !allows(chosen) { chosen.removeLast() }
      }
      if allows(chosen) {
        let gain = gain(chosen)
        return PortfolioChoice(
          chosen: byFallingGain(chosen), value: gain, bound: max(gain, bound ?? gain))
      }
      let isChosen = Set(chosen)
      programme.limit(
        candidates.indices.map { isChosen.contains($0) ? 1 : -1 }, to: Double(chosen.count - 1))
    }
    preconditionFailure("the last cut is not the last")
  }
}

/// A linear programme over variables that are zero or one.
private final class BinaryProgramme {
  private let problem: OpaquePointer
  private let count: Int
  /// Gains are handed over as shares of the largest, so that tolerances mean the same for any unit.
  private let unit: Double

  /// - Routine: `glp_create_prob`
  init(gains: [Double]) {
    problem = glp_create_prob()
    count = gains.count
    unit = gains.map(\.magnitude).max().flatMap { $0 > 0 ? $0 : nil } ?? 1
    glp_term_out(GLP_OFF)
    glp_set_obj_dir(problem, GLP_MAX)
    glp_add_cols(problem, Int32(count))
    for (index, gain) in gains.enumerated() {
      glp_set_obj_coef(problem, Int32(index + 1), gain / unit)
      glp_set_col_kind(problem, Int32(index + 1), GLP_BV)
    }
  }

  deinit { glp_delete_prob(problem) }

  /// Adds a row: the weighted sum of the variables is at most `limit`.
  ///
  /// - Routine: `glp_set_mat_row`
  func limit(_ weights: [Double], to limit: Double) {
    let unit = weights.map(\.magnitude).max().flatMap { $0 > 0 ? $0 : nil } ?? 1
    // The library counts from one.
    let columns: [Int32] = [0] + weights.indices.filter { weights[$0] != 0 }.map { Int32($0 + 1) }
    let values = [0] + weights.filter { $0 != 0 }.map { $0 / unit }
    let row = glp_add_rows(problem, 1)
    glp_set_row_bnds(problem, row, GLP_UP, 0, limit / unit)
    glp_set_mat_row(problem, row, Int32(columns.count - 1), columns, values)
  }

  /// What the search tells while it goes on.
  private struct Search {
    let nodeLimit: Int32
    var bound: Double?
  }

  /// The best variables that are one, and what the objective cannot exceed; nil when they are best.
  ///
  /// - Routine: `glp_simplex`, `glp_intopt`
  func solution(nodeLimit: Int) -> (chosen: [Int], bound: Double?) {
    var relaxed = glp_smcp()
    glp_init_smcp(&relaxed)
    relaxed.msg_lev = GLP_MSG_OFF
    let code = glp_simplex(problem, &relaxed)
    precondition(code == 0, "glp_simplex ended with \(code)")
    var search = Search(nodeLimit: Int32(nodeLimit))
    withUnsafeMutablePointer(to: &search) { search in
      var whole = glp_iocp()
      glp_init_iocp(&whole)
      whole.msg_lev = GLP_MSG_OFF
      whole.tol_obj = 1e-9
      whole.cb_info = UnsafeMutableRawPointer(search)
      whole.cb_func = { tree, info in
        guard glp_ios_reason(tree) == GLP_ISELECT else { return }
        let search = info!.assumingMemoryBound(to: Search.self)
        var total: Int32 = 0
        glp_ios_tree_size(tree, nil, nil, &total)
        guard total > search.pointee.nodeLimit else { return }
        let best = glp_ios_best_node(tree)
        if best > 0 { search.pointee.bound = glp_ios_node_bound(tree, best) }
        glp_ios_terminate(tree)
      }
      let code = glp_intopt(problem, &whole)
      precondition(code == 0 || code == GLP_ESTOP, "glp_intopt ended with \(code)")
    }
    let isFound = [GLP_OPT, GLP_FEAS].contains(glp_mip_status(problem))
    let chosen = (0..<count).filter { isFound && glp_mip_col_val(problem, Int32($0 + 1)) > 0.5 }
    return (chosen, search.bound.map { $0 * unit })
  }
}
