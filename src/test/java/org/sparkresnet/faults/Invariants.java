package org.sparkresnet.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.sparkresnet.registry.Champion;
import org.sparkresnet.registry.Champions;

/**
 * Invariants of a store, whatever happened to the job that changed it.
 *
 * @param start what was there before the job
 * @param reference what the job leaves if nothing happens to it
 */
record Invariants(Subject subject, StoredState start, StoredState reference) {
  private static final String PROMOTIONS = "promotions";
  private static final String RUNS = "runs";

  /** Names of runs that are another attempt of a nightly job. */
  private static final String MOMENT = "retrain-\\d{8}-\\d{6}-\\d{3}";

  /** I1: a published file is absent, old or new, and whole. */
  void i1EachFileIsAbsentOldOrNew(Tree tree, Map<String, Set<String>> published) {
    tree.entries()
        .forEach(
            (path, entry) -> {
              if (!entry.isFolder() && !isAside(path)) {
                assertThat(published.getOrDefault(path, Set.of()))
                    .as("I1 %s, %d bytes", path, entry.bytes().length)
                    .contains(entry.sha256());
              }
            });
  }

  private static boolean isAside(String path) {
    return ("/" + path).matches(".*/(_tmp-|_probe-|lock/|\\.).*");
  }

  /** I2: nothing is gone before what replaces it is there. */
  void i2NothingIsDeletedBeforeItsReplacement(StoredState now) {
    start
        .rows()
        .forEach(
            (table, runs) ->
                runs.forEach(
                    (run, rows) -> {
                      if (!now.moving().contains(table)) { // otherwise its readers fail
                        assertThat(rows(now, table).get(run))
                            .as("I2 rows of %s in %s", run, table)
                            .isEqualTo(rows);
                      }
                    }));
    assertThat(now.versions()).as("I2 versions").containsAll(start.versions());
  }

  /** I3: what the job has told is done stays done, and is not done twice. */
  void i3AnAcknowledgedChangeStays(StoredState now) {
    subject
        .champion()
        .ifPresent(
            version ->
                assertThat(now.champions().orElseThrow().current().version().number())
                    .as("I3 champion")
                    .isEqualTo(version));
    assertThat(now.champions().map(all -> all.latestFirst().size()))
        .as("I3 changes of the champion")
        .isEqualTo(reference.champions().map(all -> all.latestFirst().size()));
    assertThat(now.versions().stream().map(it -> it.run().runId()).toList())
        .as("I3 runs of the versions")
        .isEqualTo(reference.versions().stream().map(it -> it.run().runId()).toList());
    assertThat(now.parameters()).as("I3 parameters").isEqualTo(reference.parameters());
    assertThat(now.fetched()).as("I3 fetched files").isEqualTo(reference.fetched());
    assertThat(now.runs().keySet()).as("I3 runs").isEqualTo(reference.runs().keySet());
    reference
        .rows()
        .forEach(
            (table, runs) ->
                assertThat(counts(rows(now, table)))
                    .as("I3 rows by run in %s", table)
                    .isEqualTo(counts(runs)));
    rows(now, RUNS)
        .forEach(
            (run, rows) -> {
              if (reference.rows().get(RUNS).containsKey(run)) {
                assertThat(status(rows.get(0)))
                    .as("I3 status of %s", run)
                    .isEqualTo(status(reference.rows().get(RUNS).get(run).get(0)));
              }
            });
  }

  private static String status(String row) {
    return row.replaceFirst("(?s).*\\bstatus=(\\w+)\\|.*", "$1");
  }

  /** Numbers of rows, without those of other attempts of a night. */
  private static SortedMap<String, Integer> counts(SortedMap<String, List<String>> rows) {
    SortedMap<String, Integer> counts = new TreeMap<>();
    rows.forEach(
        (run, some) -> {
          if (!run.matches(MOMENT)) {
            counts.put(run, some.size());
          }
        });
    return counts;
  }

  /** I5: the champion is a version, the history of champions grows, and no second first model. */
  void i5TheChampionIsAVersion(StoredState now) {
    List<Champion> before = start.champions().map(Champions::latestFirst).orElse(List.of());
    List<Champion> after = now.champions().map(Champions::latestFirst).orElse(List.of());
    assertThat(after.size()).as("I5 history").isBetween(before.size(), before.size() + 1);
    assertThat(after.subList(after.size() - before.size(), after.size()))
        .as("I5 history")
        .isEqualTo(before);
    if (!after.isEmpty()) {
      Champion champion = after.get(0);
      assertThat(now.versions())
          .as("I5 champion")
          .anyMatch(
              it ->
                  it.version().equals(champion.version()) && it.sha256().equals(champion.sha256()));
    }
    rows(now, PROMOTIONS)
        .forEach(
            (run, rows) -> {
              boolean promoted = rows.stream().anyMatch(row -> row.contains("decision=PROMOTED|"));
              assertThat(
                      !promoted
                          || after.stream().anyMatch(it -> it.decidedBy().value().equals(run)))
                  .as("I5 row of %s is in the history", run)
                  .isTrue();
            });
  }

  /** I6: every row of a run is there once. */
  void i6EveryRowIsThereOnce(StoredState now) {
    now.rows()
        .forEach(
            (table, runs) ->
                runs.forEach(
                    (run, rows) ->
                        assertThat(new HashSet<>(rows))
                            .as("I6 rows of %s in %s", run, table)
                            .hasSameSizeAs(rows)));
  }

  /** I9: a removal leaves what a run needs that can go on, and of others all or nothing. */
  void i9NothingIsRemovedThatIsNeeded(StoredState now) {
    start
        .runs()
        .forEach(
            (run, files) -> {
              boolean removable = subject == Subject.CLEAN && !run.equals(Subject.PAUSED);
              if (!removable || now.runs().containsKey(run)) {
                assertThat(now.runs().get(run)).as("I9 files of run %s", run).isEqualTo(files);
              }
            });
  }

  /** Those that hold at any moment. */
  void always(StoredState now) {
    i2NothingIsDeletedBeforeItsReplacement(now);
    i5TheChampionIsAVersion(now);
    i6EveryRowIsThereOnce(now);
    i9NothingIsRemovedThatIsNeeded(now);
  }

  private static SortedMap<String, List<String>> rows(StoredState state, String table) {
    return state.rows().getOrDefault(table, new TreeMap<>());
  }
}
