package org.sparkresnet.jobs.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Tasks at once of runs, also of those of versions that did not note them. */
class EarlierRunTest {
  private static EarlierRun run(String command, String master, int workers, Measured measured) {
    return new EarlierRun("a", command, "", master, workers, new TreeMap<>(), measured);
  }

  private static OptionalInt atOnce(String master, int workers, Measured measured) {
    return run("train", master, workers, measured).atOnce(1);
  }

  private static Measured ofProcess(int tasks) {
    return Measured.NOTHING.with(Figure.EXECUTOR_TASKS, tasks);
  }

  @Test
  void theFigureTellsIt() {
    assertThat(atOnce("yarn", 8, ofProcess(1).with(Figure.TASKS_AT_ONCE, 4))).hasValue(4);
  }

  @Test
  void ofEarlierVersionsWhatIsUnambiguousCounts() {
    assertThat(atOnce("local[2]", 4, Measured.NOTHING)).hasValue(2);
    assertThat(atOnce("local[8]", 4, Measured.NOTHING)).hasValue(4);
    assertThat(run("train", "local[8]", 4, Measured.NOTHING).atOnce(4))
        .as("four cores a worker")
        .hasValue(2);
    assertThat(atOnce("local[*]", 4, ofProcess(2))).hasValue(2);
    assertThat(atOnce("yarn", 1, Measured.NOTHING)).hasValue(1);
    assertThat(atOnce("yarn", 4, ofProcess(4))).as("all in one executor").hasValue(4);
    assertThat(run("plan", "yarn", 4, ofProcess(1)).atOnce(1)).as("a probe").hasValue(4);
  }

  @Test
  void whatMayHaveBeenWaitedForDoesNotCount() {
    assertThat(atOnce("yarn", 4, ofProcess(1))).as("one to four executors").isEmpty();
    assertThat(atOnce("spark://host:7077", 4, Measured.NOTHING)).isEmpty();
    assertThat(atOnce("local[*]", 4, Measured.NOTHING)).as("of another machine?").isEmpty();
  }
}
