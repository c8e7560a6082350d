package org.sparkresnet.jobs.convert;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import org.sparkresnet.cifar.ClassNames;
import org.sparkresnet.cifar.DataFileNames;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.common.UserError;
import org.sparkresnet.files.AsideNames;
import org.sparkresnet.files.FolderTree;

/**
 * Finds pictures in class folders: FOLDER/class/…, or FOLDER/train/class/… and FOLDER/test/class/….
 * Every file in them is read, whatever its name, but for hidden ones and those that are known to be
 * no data. Driver only.
 */
final class ClassFolders {
  private static final Pattern TRAINING = Pattern.compile("train(ing)?");
  private static final Pattern TEST = Pattern.compile("test(ing)?");
  private static final Pattern VALIDATION = Pattern.compile("val(id(ation)?)?|dev");

  private static final Pattern PICTURE =
      Pattern.compile(".*\\.(png|jpe?g|jpe|jfif|bmp|dib|gif|webp|tiff?|heic|avif)");

  private static final int MOST_TASKS = 4_096;

  private final FolderTree tree;
  private final List<String> warnings = new ArrayList<>();
  private final List<PictureFile> files = new ArrayList<>();

  private ClassFolders(FolderTree tree) {
    this.tree = tree;
  }

  /**
   * Lists the folders.
   *
   * @param filesOfATask files that a task reads
   * @throws UserError of code DATA if they are no class folders
   */
  static PictureSource find(FolderTree tree, JavaSparkContext spark, int filesOfATask) {
    ClassFolders found = new ClassFolders(tree);
    Map<String, FileStatus> folders = found.foldersIn(tree.root());
    Optional<String> training = found.only(folders, TRAINING);
    Optional<String> test = found.only(folders, TEST);
    Optional<String> validation = found.only(folders, VALIDATION);
    boolean isSplit = training.isPresent() && test.isPresent();
    if (!isSplit) {
      HalfSplit.refuse(tree.root().getPath(), "folders", training, validation, "test");
      HalfSplit.refuse(tree.root().getPath(), "folders", test, validation, "train");
    }
    ClassNames classes =
        isSplit
            ? found.addSplit(folders, folders.get(training.get()), folders.get(test.get()))
            : found.addClasses(folders);
    found.warnOfPassedOver();
    return new PictureSource(
        classes,
        isSplit,
        found.files.size(),
        read(spark, found.files, filesOfATask),
        isSplit
            ? List.of("the split into %s and %s is kept".formatted(training.get(), test.get()))
            : List.of(),
        List.copyOf(found.warnings));
  }

  /** The folder of a side of a split; two of one side are no classes, and which counts is open. */
  private Optional<String> only(Map<String, FileStatus> folders, Pattern name) {
    List<String> matching =
        folders.keySet().stream()
            .filter(it -> name.matcher(it.toLowerCase(Locale.ROOT)).matches())
            .toList();
    if (matching.size() > 1) {
      throw UserError.data(
          "%s: has the folders %s and %s, which name the same side of a split: rename one, or give one of them as --from"
              .formatted(tree.root().getPath(), matching.get(0), matching.get(1)));
    }
    return matching.stream().findFirst();
  }

  private static boolean isPicture(FileStatus file) {
    return PICTURE.matcher(file.getPath().getName().toLowerCase(Locale.ROOT)).matches();
  }

  private static boolean isPictureFile(FileStatus entry) {
    return entry.isFile() && isPicture(entry);
  }

  private static boolean isKnownOther(FileStatus file) {
    return DataFileNames.TRAINING_AND_TEST.isKnownOther(file.getPath().getName());
  }

  /** The folders in a folder in which no picture may lie, by name. */
  private Map<String, FileStatus> foldersIn(FileStatus folder) {
    Map<String, FileStatus> folders = new TreeMap<>();
    List<String> notRead = new ArrayList<>();
    for (FileStatus entry : tree.entries(folder)) {
      if (entry.isDirectory()) {
        folders.put(entry.getPath().getName(), entry);
      } else if (isPicture(entry)) {
        throw UserError.data(
            "%s: lies beside the class folders: move it into one, or elsewhere (--from)"
                .formatted(entry.getPath()));
      } else if (!isKnownOther(entry)) {
        notRead.add(entry.getPath().toString());
      }
    }
    if (!notRead.isEmpty()) {
      warnings.add("not read, because it lies in no class folder: " + FewNames.of(notRead));
    }
    return folders;
  }

  private ClassNames addSplit(
      Map<String, FileStatus> all, FileStatus trainingFolder, FileStatus testFolder) {
    all.values().stream()
        .filter(folder -> !folder.equals(trainingFolder) && !folder.equals(testFolder))
        .findFirst()
        .ifPresent(
            other -> {
              throw UserError.data(
                  "%s: lies beside %s and %s, which are kept as the split: move it into one of them, or elsewhere (--from)"
                      .formatted(
                          other.getPath(),
                          trainingFolder.getPath().getName(),
                          testFolder.getPath().getName()));
            });
    Map<String, FileStatus> training = foldersIn(trainingFolder);
    Map<String, FileStatus> test = foldersIn(testFolder);
    ClassNames classes = names(trainingFolder, training.keySet());
    Set<String> unknown = new TreeSet<>(test.keySet());
    unknown.removeAll(training.keySet());
    if (!unknown.isEmpty()) {
      throw UserError.data(
          "%s: has the class %s, which %s has not (--from)"
              .formatted(
                  testFolder.getPath(), unknown.iterator().next(), trainingFolder.getPath()));
    }
    add(classes, training, Side.TRAINING);
    test.forEach(
        (name, folder) -> addFiles(folder, (short) classes.names().indexOf(name), Side.TEST));
    if (files.stream().noneMatch(file -> file.side() == Side.TEST)) {
      throw UserError.data(
          "%s: has no picture%s (--from)"
              .formatted(testFolder.getPath(), passedOverIn(testFolder)));
    }
    return classes;
  }

  private ClassNames addClasses(Map<String, FileStatus> folders) {
    ClassNames classes = names(tree.root(), folders.keySet());
    add(classes, folders, Side.BY_CONTENT);
    return classes;
  }

  private static ClassNames names(FileStatus folder, Set<String> names) {
    if (names.size() < 2 || names.size() > ClassNames.MOST) {
      throw UserError.data(
          HumanText.format(
              "%s: must have 2 to %,d class folders, has %,d%s (--from)",
              folder.getPath(),
              ClassNames.MOST,
              names.size(),
              names.size() == 1 ? ": " + names.iterator().next() : ""));
    }
    return SourceClasses.of(folder.getPath().toString(), List.copyOf(names));
  }

  private void add(ClassNames classes, Map<String, FileStatus> folders, Side side) {
    folders.forEach(
        (name, folder) -> {
          if (addFiles(folder, (short) classes.names().indexOf(name), side) == 0) {
            throw UserError.data(
                "%s: has no picture%s: fill the folder, or remove it (--from)"
                    .formatted(folder.getPath(), passedOverIn(folder)));
          }
        });
  }

  private int addFiles(FileStatus folder, short label, Side side) {
    List<PictureFile> found =
        tree.filesBelow(folder).stream()
            .filter(file -> isPicture(file) || !isKnownOther(file))
            .map(file -> new PictureFile(file.getPath().toString(), file.getLen(), label, side))
            .collect(Collectors.toList());
    files.addAll(found);
    return found.size();
  }

  /** Cameras write such names; folders and files that are being delivered have them, too. */
  private void warnOfPassedOver() {
    warnOfPassedOver("picture", ClassFolders::isPictureFile);
    warnOfPassedOver(
        "folder", entry -> entry.isDirectory() && !AsideNames.isAside(entry.getPath()));
  }

  private void warnOfPassedOver(String noun, Predicate<FileStatus> isMeant) {
    List<FileStatus> meant = tree.passedOver().stream().filter(isMeant).toList();
    if (!meant.isEmpty()) {
      warnings.add(
          "passed over, because of a name that begins with _: %s, such as %s"
              .formatted(HumanText.count(meant.size(), noun), meant.get(0).getPath()));
    }
  }

  /** Reason why a folder may have no picture; empty if none was passed over. */
  private String passedOverIn(FileStatus folder) {
    long pictures =
        tree.passedOver().stream()
            .filter(ClassFolders::isPictureFile)
            .filter(entry -> entry.getPath().toString().startsWith(folder.getPath() + "/"))
            .count();
    return pictures == 0
        ? ""
        : " but %s passed over for a name that begins with _"
            .formatted(HumanText.count(pictures, "picture"));
  }

  private static JavaRDD<FoundPicture> read(
      JavaSparkContext spark, List<PictureFile> files, int filesOfATask) {
    Broadcast<SerializableConfiguration> hadoop =
        spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration()));
    int tasks = Math.max(1, Math.min(MOST_TASKS, (files.size() + filesOfATask - 1) / filesOfATask));
    return spark.parallelize(files, tasks).map(file -> file.read(hadoop.value().value()));
  }
}
