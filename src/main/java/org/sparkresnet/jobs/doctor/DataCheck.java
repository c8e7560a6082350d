package org.sparkresnet.jobs.doctor;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;
import org.sparkresnet.cifar.CheckResult;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.dataset.CifarImages;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.TrainingData;

/** Checks the images of data.path, as a training does. */
final class DataCheck {
  private static final String SUBJECT = "data";

  private final JobContext context;
  private final JobConfig config;

  DataCheck(JobContext context, JobConfig config) {
    this.context = context;
    this.config = config;
  }

  /** Lengths of the files by path, as the driver sees them; empty if they cannot be listed. */
  Map<String, Long> files() {
    Map<String, Long> lengths = new TreeMap<>();
    try {
      for (FileStatus file : CifarImages.files(context.hadoop(), config.data().paths())) {
        lengths.put(file.getPath().toString(), file.getLen());
      }
    } catch (UserError e) {
      return Map.of(); // which the check itself says
    }
    return lengths;
  }

  /** Reads and checks all images; runs Spark jobs. */
  List<Finding> run() {
    try (CifarImages images = TrainingData.load(context, config, TrainingData.PARTS)) {
      List<Finding> failures =
          images.checks().stream()
              .filter(check -> check.status() == CheckResult.Status.FAIL)
              .map(check -> Finding.failed(SUBJECT, check.message()))
              .toList();
      return failures.isEmpty() ? List.of(whole(images)) : failures;
    } catch (UserError e) {
      boolean isDefault = config.data().paths().equals(JobConfig.defaults().data().paths());
      return List.of(
          Finding.failed(
              SUBJECT, e.getMessage() + (isDefault ? ": submit/local fetch gets the images" : "")));
    }
  }

  private Finding whole(CifarImages images) {
    List<String> warnings =
        images.checks().stream()
            .filter(check -> check.status() == CheckResult.Status.WARN)
            .map(CheckResult::message)
            .toList();
    return Finding.ok(
        SUBJECT,
        "%s is whole, %d training images%s"
            .formatted(
                config.data().pathText(),
                images.summary().trainingImages(),
                warnings.isEmpty() ? "" : "; warnings: " + String.join("; ", warnings)));
  }
}
