package org.sparkresnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.sparkresnet.testing.LocalSpark;
import org.sparkresnet.testing.StoredTables;

/**
 * Commands on a store, as a user gives them, on the shared Spark.
 *
 * @param store folder of the store
 */
public record Commands(Path store) {
  public Commands {
    LocalSpark.session(); // which a command uses instead of a Spark of its own
  }

  /** Runs a command with the option --store. */
  Result run(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--store", store.toString()));
    return Result.of(all);
  }

  /** Runs a command that is to succeed, and gives what it printed. */
  public String good(String... args) {
    Result result = run(args);
    assertThat(result.code()).as(result.err()).isZero();
    return result.out();
  }

  /** Runs a command that is to fail with a code, and an error of one line with a message in it. */
  void refused(int code, String message, String... args) {
    run(args).assertRefused(code, message);
  }

  /** Tables of the store. */
  StoredTables tables() {
    return new StoredTables(store);
  }
}
