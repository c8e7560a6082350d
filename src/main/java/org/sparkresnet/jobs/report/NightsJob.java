package org.sparkresnet.jobs.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.common.UserError;
import org.sparkresnet.files.FileErrors;
import org.sparkresnet.files.OutputPath;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.registry.Registry;
import org.sparkresnet.report.Nights;
import org.sparkresnet.report.NightsPage;
import org.sparkresnet.tables.MovedRows;

/** Makes the page of a registry's nights. Driver only. */
public final class NightsJob {
  private final JobContext context;

  /** Job on a context, which stays open. */
  public NightsJob(JobContext context) {
    this.context = context;
  }

  /**
   * Writes the page.
   *
   * @param model name of the registry
   * @param file on any Hadoop file system; empty for {@code nights-MODEL.html} in the current
   *     folder
   * @return the file
   * @throws UserError of code USAGE if there is no such registry, of code DATA if rows are damaged,
   *     of code STORAGE if the file cannot be written
   */
  public Path run(String model, Optional<String> file) {
    OutputPath target =
        OutputPath.of(context.spark(), "--out", "a file", file.orElseGet(() -> besideUser(model)));
    Nights nights =
        context.named(
            "nights of " + model,
            () ->
                MovedRows.reading(
                    () -> new StoredNights(context, Registry.open(context.store(), model)).read()));
    if (nights.nights().isEmpty() && nights.champion().isEmpty()) {
      throw UserError.usage(
          "--registry must name a model with a champion or a retraining, cannot be: " + model);
    }
    byte[] html = NightsPage.of(nights).getBytes(StandardCharsets.UTF_8);
    try {
      target.files().write(target.path(), stream -> stream.write(html));
    } catch (IOException e) {
      throw FileErrors.cannot("write", target.path(), e);
    }
    return target.path();
  }

  private static String besideUser(String model) {
    return java.nio.file.Path.of("nights-" + model + ".html").toAbsolutePath().toUri().toString();
  }
}
