package org.sparkresnet.jobs.doctor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Joins equal findings of several executors in one, so that a large cluster has few lines. */
final class GroupedFindings {
  private static final int MOST_NAMES = 4;

  private GroupedFindings() {}

  /**
   * Joins findings that differ in their subjects only.
   *
   * @param all number of all subjects
   */
  static List<Finding> of(List<Finding> findings, int all) {
    Map<Finding, List<String>> subjects = new LinkedHashMap<>();
    for (Finding finding : findings) {
      Finding key = new Finding("", finding.ok(), finding.text());
      subjects.computeIfAbsent(key, it -> new ArrayList<>()).add(finding.subject());
    }
    return subjects.entrySet().stream()
        .map(
            entry ->
                new Finding(
                    name(entry.getValue(), all), entry.getKey().ok(), entry.getKey().text()))
        .toList();
  }

  private static String name(List<String> subjects, int all) {
    if (subjects.size() > 1 && subjects.size() == all) {
      return "all %d executors".formatted(all);
    }
    String first = String.join(", ", subjects.subList(0, Math.min(MOST_NAMES, subjects.size())));
    return subjects.size() > MOST_NAMES
        ? "%s and %d others".formatted(first, subjects.size() - MOST_NAMES)
        : first;
  }
}
