package org.sparkresnet.cluster;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.JobListener;
import org.sparkresnet.jobs.forecast.Figure;
import org.sparkresnet.jobs.forecast.Forecast;
import org.sparkresnet.jobs.plan.PlanJob;
import org.sparkresnet.jobs.plan.PlanRequest;
import org.sparkresnet.jobs.train.TrainJob;
import org.sparkresnet.jobs.train.TrainRequest;
import org.sparkresnet.store.RunId;
import org.sparkresnet.tables.TableReader;
import org.sparkresnet.tables.rows.PlanRow;

/**
 * Measures how well plans predict: probes and trainings in turn, in one application, so that a
 * machine that others use too hinders both alike. What is predicted for a training is the mean of
 * the probes before and after it. The guide's plan.md has the command and its figures; no test.
 */
public final class PlanMeasurement {
  private static final List<Figure> FIGURES =
      List.of(
          Figure.TRAINING_SECONDS,
          Figure.IMAGES_PER_SECOND,
          Figure.EVALUATION_SECONDS,
          Figure.EXECUTOR_HEAP_BYTES,
          Figure.EXECUTOR_OFF_HEAP_BYTES);

  private PlanMeasurement() {}

  /**
   * Prints a line a figure: predicted and measured of each training, and the median of the
   * quotients.
   *
   * @param args folder of the store, trainings, seconds of a probe, then key=value of the training
   */
  public static void main(String[] args) throws IOException {
    int trainings = Integer.parseInt(args[1]);
    double seconds = Double.parseDouble(args[2]);
    JobConfig config = JobConfig.load(null, List.of(args).subList(3, args.length));
    List<Map<Figure, Double>> predicted = new ArrayList<>();
    List<Map<Figure, Double>> measured = new ArrayList<>();
    try (JobContext context = JobContext.open("plan measurement", args[0], JobListener.SILENT)) {
      predicted.add(probe(context, config, seconds, 0)); // the first warms Java up
      predicted.set(0, probe(context, config, seconds, 1));
      for (int i = 0; i < trainings; i++) {
        measured.add(train(context, config, i));
        predicted.add(probe(context, config, seconds, i + 2));
      }
    }
    FIGURES.forEach(figure -> print(figure, predicted, measured));
  }

  private static void print(
      Figure figure, List<Map<Figure, Double>> predicted, List<Map<Figure, Double>> measured) {
    StringBuilder line = new StringBuilder(figure.label());
    List<Double> quotients = new ArrayList<>();
    for (int i = 0; i < measured.size(); i++) {
      double mean = (predicted.get(i).get(figure) + predicted.get(i + 1).get(figure)) / 2;
      double came = measured.get(i).get(figure);
      quotients.add(came / mean);
      line.append(String.format(Locale.ROOT, "  %.4g -> %.4g", mean, came));
    }
    List<Double> sorted = quotients.stream().sorted().toList();
    line.append(String.format(Locale.ROOT, "  median %.3f", sorted.get((sorted.size() - 1) / 2)));
    System.out.println(line);
  }

  private static Map<Figure, Double> probe(
      JobContext context, JobConfig config, double seconds, int number) throws IOException {
    Map<Figure, Forecast.Expected> figures =
        new PlanJob(context)
            .run(new PlanRequest(config, new RunId("p" + number), true, seconds))
            .forecast()
            .figures();
    return FIGURES.stream()
        .collect(Collectors.toMap(figure -> figure, figure -> figures.get(figure).value()));
  }

  private static Map<Figure, Double> train(JobContext context, JobConfig config, int number)
      throws IOException {
    RunId run = new RunId("t" + number);
    new TrainJob(context).run(TrainRequest.train(config, run, "measurement"));
    Map<String, Double> rows =
        TableReader.ofRun(context.spark(), context.store(), PlanRow.TABLE, run)
            .collectAsList()
            .stream()
            .map(PlanRow.TABLE::fromSpark)
            .filter(row -> row.measured().isPresent())
            .collect(Collectors.toMap(PlanRow::figure, row -> row.measured().getAsDouble()));
    return FIGURES.stream()
        .collect(Collectors.toMap(figure -> figure, figure -> rows.get(figure.label())));
  }
}
