package org.sparkresnet.jobs.convert;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.LongAccumulator;
import org.sparkresnet.cifar.CifarFiles;
import org.sparkresnet.cifar.RecordLayout;
import org.sparkresnet.common.BuildInfo;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.common.Json;
import org.sparkresnet.common.SparkJobNames;
import org.sparkresnet.common.UserError;
import org.sparkresnet.files.FolderTree;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.convert.Conversion.RecordFile;
import org.sparkresnet.jobs.convert.FilePlan.PlannedFile;
import org.sparkresnet.jobs.convert.RecordWriter.WrittenFile;
import org.sparkresnet.pictures.Fit;

/**
 * Converts pictures to CIFAR-format files. The executors read and reduce them, and write the
 * records in the order of their pixels' SHA-256; the driver sees digests and labels only. The files
 * have the same bytes for any number of executors. Driver only.
 */
public final class ConvertJob {
  private static final int FILES_OF_A_TASK = 64;

  private final JobContext context;
  private final int filesOfATask;

  /** Job on a context, which stays open. */
  public ConvertJob(JobContext context) {
    this(context, FILES_OF_A_TASK);
  }

  /**
   * @param filesOfATask files that a task reads
   */
  ConvertJob(JobContext context, int filesOfATask) {
    this.context = context;
    this.filesOfATask = filesOfATask;
  }

  /**
   * Converts the pictures; runs three Spark jobs, of a table one more.
   *
   * @throws UserError of code USAGE if the target cannot be used; of code DATA if the source has no
   *     classes, or too many damaged pictures
   */
  public ConvertResult run(ConvertRequest request) {
    return context.named("convert", () -> convert(request));
  }

  private ConvertResult convert(ConvertRequest request) {
    long begin = System.nanoTime();
    FolderTree tree = FolderTree.of(context.hadoop(), "--from", request.from());
    Path from = tree.root().getPath();
    TargetFolder target = TargetFolder.of(context.spark(), request.to(), from);
    boolean isTable =
        request.imageColumn().isPresent()
            || request.labelColumn().isPresent()
            || PictureTable.is(tree);
    PictureSource source =
        isTable
            ? PictureTable.find(tree, context.spark(), request)
            : ClassFolders.find(tree, context.sparkContext(), filesOfATask);
    source.warnings().forEach(context.listener()::warning);
    context
        .listener()
        .note(
            HumanText.format(
                "%s: %s of %s",
                HumanText.path(from),
                HumanText.count(source.count(), "picture"),
                source.classes().text()));
    source.notes().forEach(context.listener()::note);
    JavaRDD<ConvertedPicture> pictures = null;
    try {
      LongAccumulator done = context.spark().sparkContext().longAccumulator("pictures");
      pictures = converted(source.pictures(), request, done);
      Conversion conversion = convert(request, source, target, from, pictures, done);
      return new ConvertResult(target.path(), conversion, (System.nanoTime() - begin) / 1e9);
    } catch (Exception e) { // Spark's own is checked, and Scala throws it undeclared
      target.discard(e);
      throw PictureTable.damaged(from, e);
    } finally {
      if (pictures != null && !context.spark().sparkContext().isStopped()) {
        pictures.unpersist();
      }
    }
  }

  private static JavaRDD<ConvertedPicture> converted(
      JavaRDD<FoundPicture> found, ConvertRequest request, LongAccumulator done) {
    Fit fit = request.fit();
    double testShare = request.testShare();
    return found
        .mapPartitionsWithIndex(
            (part, pictures) -> new ConvertingIterator(pictures, fit, testShare, part, done), true)
        .persist(StorageLevel.MEMORY_AND_DISK());
  }

  private Conversion convert(
      ConvertRequest request,
      PictureSource source,
      TargetFolder target,
      Path from,
      JavaRDD<ConvertedPicture> pictures,
      LongAccumulator done) {
    List<PartIndex> parts =
        new ConvertProgress(context, source.count(), done)
            .collect(pictures.mapPartitions(part -> List.of(PartIndex.of(part)).iterator()));
    List<PictureKey> keys = new ArrayList<>();
    List<DamagedPicture> damaged = new ArrayList<>();
    for (PartIndex part : parts) {
      keys.addAll(part.keys());
      damaged.addAll(part.damaged());
    }
    Collections.sort(keys);
    damaged.sort(Comparator.comparing(DamagedPicture::path));
    if (keys.size() + damaged.size() != source.count()) {
      throw UserError.data(
          HumanText.format(
              "%s: had %,d pictures, and then %,d: it must not change meanwhile",
              from, source.count(), keys.size() + damaged.size()));
    }
    DamageList.requireFew(damaged, keys.size() + damaged.size(), request.mostDamaged(), target);
    PictureCounts counts = PictureCounts.of(source.classes(), keys);
    counts.requireTrainable(from.toString(), source.isSplit());
    new Contradictions(context, source.classes()).warn(counts, pictures);
    FilePlan plan = FilePlan.of(keys, counts.test());
    RecordLayout layout = RecordLayout.of(source.classes());
    List<WrittenFile> written =
        SparkJobNames.step(
            context.spark().sparkContext(),
            "files of records",
            () -> new RecordJob(context.sparkContext()).write(pictures, plan, target, layout));
    Conversion conversion =
        conversion(request, source, from, damaged.size(), counts, files(plan, written, from));
    target.write(
        CifarFiles.META_FILE,
        (String.join("\n", source.classes().names()) + "\n").getBytes(StandardCharsets.UTF_8));
    target.write(DamageList.FILE, DamageList.csv(damaged));
    target.write(
        CifarFiles.CONVERSION_FILE, Json.text(conversion).getBytes(StandardCharsets.UTF_8));
    Map<String, Long> lengths = new LinkedHashMap<>();
    plan.files()
        .forEach(file -> lengths.put(file.name(), (long) file.records() * layout.recordBytes()));
    target.publish(lengths);
    return conversion;
  }

  private static List<RecordFile> files(FilePlan plan, List<WrittenFile> written, Path from) {
    return IntStream.range(0, written.size())
        .mapToObj(
            i -> {
              PlannedFile planned = plan.files().get(i);
              if (!planned.content().equals(written.get(i).content())) {
                throw UserError.data(
                    from + ": its pictures changed while they were converted: convert them again");
              }
              return new RecordFile(planned.name(), planned.records(), written.get(i).sha256());
            })
        .toList();
  }

  private static Conversion conversion(
      ConvertRequest request,
      PictureSource source,
      Path from,
      int damaged,
      PictureCounts counts,
      List<RecordFile> files) {
    int all = files.stream().mapToInt(RecordFile::records).sum();
    return new Conversion(
        from.toString(),
        request.fit().text(),
        "triangle, antialiased",
        source.isSplit() ? "source" : "content",
        request.testShare(),
        request.mostDamaged(),
        all - counts.test(),
        counts.test(),
        damaged,
        counts.duplicates(),
        counts.contradicting(),
        counts.testInTraining(),
        counts.classes(),
        files,
        BuildInfo.version(),
        BuildInfo.commit(),
        System.getProperty("java.version"));
  }
}
