package org.sparkresnet.cli;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.sparkresnet.cli.display.ConsoleListener;
import org.sparkresnet.cli.display.ConvertText;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.convert.ConvertJob;
import org.sparkresnet.jobs.convert.ConvertRequest;
import org.sparkresnet.jobs.convert.Share;
import org.sparkresnet.pictures.Fit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes CIFAR-format files of pictures. */
@Command(
    name = "convert",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    description = {
      "Makes CIFAR-format files of pictures in PNG, JPEG, BMP or GIF, for train: 32x32 pixels each,"
          + " turned upright as EXIF says, split into training and test images by their pixels, with"
          + " the names of the classes.",
      "",
      "The pictures lie in class folders, DIR/oak/…, or DIR/train/oak/… and DIR/test/oak/…, or in a"
          + " Parquet table with a column of bytes and one of labels. The folder of --to appears when"
          + " it is whole; damaged pictures are listed in it.",
      "",
      "  submit/local convert --from trees --to data/trees",
      "  submit/local train --set data.path=data/trees --config conf/quick.conf"
    })
final class ConvertCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private StoreOptions storeOptions;

  @Option(
      names = "--from",
      required = true,
      paramLabel = "DIR",
      description =
          "Folder of class folders, or a Parquet file or folder, on any Hadoop file system.")
  private String from;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "DIR",
      description = "The new folder; must not be there, or be empty.")
  private String to;

  @Option(
      names = "--fit",
      paramLabel = "crop|pad",
      description =
          "crop (the default): the short side becomes 32 pixels and the middle is kept; pad: the"
              + " long side does, between black bars.")
  private Fit fit = Fit.CROP;

  @Option(
      names = "--test-share",
      paramLabel = "SHARE",
      defaultValue = ConvertRequest.TEST_SHARE,
      description =
          "Share of the pictures that are for testing, chosen by their pixels: 1/6 (the default),"
              + " 0.1 or 10%%. A source with train and test has its own.")
  private String testShare;

  @Option(
      names = "--most-damaged",
      paramLabel = "SHARE",
      defaultValue = ConvertRequest.MOST_DAMAGED,
      description = "Share of damaged pictures above which none is converted (default: 1%%).")
  private String mostDamaged;

  @Option(
      names = "--image-column",
      paramLabel = "NAME",
      description =
          "Column of a table with the pictures' bytes, or with structs of bytes and path (default:"
              + " image).")
  private String imageColumn;

  @Option(
      names = "--label-column",
      paramLabel = "NAME",
      description = "Column of a table with the labels, strings or whole numbers (default: label).")
  private String labelColumn;

  @Override
  public Integer call() {
    ConvertRequest request =
        new ConvertRequest(
            from,
            to,
            fit,
            Share.of("--test-share", testShare),
            Share.of("--most-damaged", mostDamaged),
            Optional.ofNullable(imageColumn),
            Optional.ofNullable(labelColumn));
    PrintWriter out = spec.commandLine().getOut();
    try (ConsoleListener console = new ConsoleListener(out);
        JobContext context = storeOptions.open("spark-resnet convert", console)) {
      out.println(ConvertText.of(new ConvertJob(context).run(request), to));
    }
    return 0;
  }
}
