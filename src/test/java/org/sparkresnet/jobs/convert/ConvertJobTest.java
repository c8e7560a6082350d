package org.sparkresnet.jobs.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sparkresnet.testing.UserErrors.assertRefused;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.jobs.SavedModel;
import org.sparkresnet.jobs.train.TrainJob;
import org.sparkresnet.jobs.train.TrainRequest;
import org.sparkresnet.pictures.Fit;
import org.sparkresnet.pictures.PictureReader;
import org.sparkresnet.store.RunId;
import org.sparkresnet.tables.rows.ClassRow;
import org.sparkresnet.testing.JobStore;
import org.sparkresnet.testing.Pictures;
import org.sparkresnet.testing.Slow;
import org.sparkresnet.testing.UnreadableFileSystem;

/** Class folders of real pictures, converted on Spark, and data that are trained on. */
class ConvertJobTest {
  private static final int RECORD = 3_073;

  @TempDir private Path folder;
  private JobStore store;

  @BeforeEach
  void open() {
    store = JobStore.in(folder.resolve("store"));
  }

  private Conversion convert(Path from, String to) {
    return convert(ConvertRequest.of(from.toString(), folder.resolve(to).toString()));
  }

  private Conversion convert(ConvertRequest request) {
    return new ConvertJob(store.context()).run(request).conversion();
  }

  private ConvertRequest request(Path from, String to, double testShare, double mostDamaged) {
    return new ConvertRequest(
        from.toString(),
        folder.resolve(to).toString(),
        Fit.CROP,
        testShare,
        mostDamaged,
        Optional.empty(),
        Optional.empty());
  }

  private List<String> records(String data, String... files) throws IOException {
    List<String> records = new ArrayList<>();
    for (String file : files) {
      records.addAll(PictureFolders.records(folder.resolve(data).resolve(file), RECORD));
    }
    return records;
  }

  private void assertNothingMade(String to) throws IOException {
    assertThat(folder.resolve(to)).doesNotExist();
    try (Stream<Path> entries = Files.list(folder)) {
      assertThat(entries).noneMatch(it -> it.getFileName().toString().startsWith("_tmp"));
    }
  }

  @Slow
  @Test
  void convertedPicturesAreTrainedOnUnderTheNamesOfTheirFolders() throws IOException {
    Path trees = PictureFolders.trees(folder.resolve("trees"), 40);
    Conversion conversion =
        convert(
            new ConvertRequest(
                trees.toString(),
                folder.resolve("data").toString(),
                Fit.PAD,
                1.0 / 6,
                0,
                Optional.empty(),
                Optional.empty()));
    assertThat(conversion.training() + conversion.test()).isEqualTo(120);
    assertThat(conversion.test()).isBetween(8, 40);
    assertThat(PictureFolders.digests(folder.resolve("data")))
        .containsOnlyKeys(
            "batches.meta.txt",
            "conversion.json",
            "damaged.csv",
            "data_batch_1.bin",
            "test_batch.bin");
    assertThat(folder.resolve("data/batches.meta.txt")).hasContent("Ahorn, groß\nelm\noak");
    assertThat(folder.resolve("data/damaged.csv")).hasContent("path,reason");
    assertThat(folder.resolve("data/conversion.json"))
        .content()
        .contains("\"split\" : \"content\"", "\"name\" : \"elm\"", "\"source\" : \"file:" + trees);
    store.told().clear();
    new TrainJob(store.context())
        .run(
            TrainRequest.train(
                JobStore.config("data.path=" + folder.resolve("data")), new RunId("own"), "own"));
    assertThat(store.rows(ClassRow.TABLE, "own"))
        .extracting(ClassRow::className)
        .containsExactlyInAnyOrder("Ahorn, groß", "elm", "oak");
    SavedModel model =
        SavedModel.load(
            store.context().hadoop(),
            store.context().store(),
            JobStore.config(),
            store.path("runs/own/model.zip").toString());
    assertThat(model.fit()).as("of the pictures").isEqualTo(Fit.PAD);
    assertThat(store.told()).noneMatch(line -> line.startsWith("warning"));
  }

  @Test
  void aRecordIsTheLabelAndTheImageOfThePicture() throws Exception {
    Path trees = PictureFolders.trees(folder.resolve("trees"), 8);
    convert(trees, "data");
    byte[] pixels = PictureReader.read(Files.readAllBytes(trees.resolve("oak/0003.gif")), Fit.CROP);
    assertThat(records("data", "data_batch_1.bin", "test_batch.bin"))
        .hasSize(24)
        .contains("02" + java.util.HexFormat.of().formatHex(pixels));
  }

  @Test
  void theBytesAreTheSameForAnyNumberOfTasks() throws IOException {
    Path trees = PictureFolders.trees(folder.resolve("trees"), 12);
    convert(trees, "data");
    for (int files : new int[] {1, 5, 1_000}) {
      String to = "data" + files;
      new ConvertJob(store.context(), files)
          .run(ConvertRequest.of(trees.toString(), folder.resolve(to).toString()));
      assertThat(PictureFolders.digests(folder.resolve(to)))
          .isEqualTo(PictureFolders.digests(folder.resolve("data")));
    }
  }

  @Test
  void aPictureNeverChangesSidesWhenOthersAreAdded() throws IOException {
    Path trees = PictureFolders.trees(folder.resolve("trees"), 20);
    convert(trees, "before");
    PictureFolders.fill(trees.resolve("oak"), 5_000, 40);
    PictureFolders.fill(trees.resolve("ash"), 6_000, 20);
    Files.move(trees.resolve("ash"), trees.resolve("zelkova"));
    convert(trees, "after");
    assertThat(records("after", "test_batch.bin")).containsAll(records("before", "test_batch.bin"));
    assertThat(records("after", "data_batch_1.bin"))
        .containsAll(records("before", "data_batch_1.bin"));
  }

  @Test
  void duplicatesStayTogetherAndContradictionsAreNamed() throws IOException {
    Path trees = PictureFolders.trees(folder.resolve("trees"), 20);
    for (int i = 0; i < 20; i += 4) {
      Path picture = trees.resolve("oak/%04d.png".formatted(i));
      Files.copy(picture, trees.resolve("oak/copy-%d.png".formatted(i)));
    }
    Files.copy(trees.resolve("oak/0001.jpg"), trees.resolve("elm/same.jpg"));
    Conversion conversion = convert(trees, "data");
    assertThat(conversion.duplicates()).isEqualTo(6);
    assertThat(conversion.contradicting()).isEqualTo(2);
    assertThat(conversion.testInTraining()).isZero();
    assertThat(store.told())
        .filteredOn(line -> line.startsWith("warning"))
        .singleElement()
        .asString()
        .contains(
            "the same pixels under different labels", "elm/same.jpg (elm)", "oak/0001.jpg (oak)");
    List<String> training = PictureFolders.records(folder.resolve("data/data_batch_1.bin"), RECORD);
    List<String> test = PictureFolders.records(folder.resolve("data/test_batch.bin"), RECORD);
    assertThat(training.stream().map(it -> it.substring(2)))
        .doesNotContainAnyElementsOf(test.stream().map(it -> it.substring(2)).toList());
  }

  @Test
  void damagedPicturesAreListed() throws IOException {
    Path trees = PictureFolders.trees(folder.resolve("trees"), 20);
    Files.write(trees.resolve("oak/empty, \"one\".png"), new byte[0]);
    Files.write(trees.resolve("elm/bomb.png"), Pictures.bomb(60_000, 60_000));
    Files.writeString(trees.resolve("elm/picture.webp"), "RIFF0000WEBPVP8 ");
    Conversion conversion = convert(request(trees, "data", 0.2, 0.05));
    assertThat(conversion.damaged()).isEqualTo(3);
    assertThat(Files.readAllLines(folder.resolve("data/damaged.csv")))
        .hasSize(4)
        .contains(
            "\"file:%s/elm/picture.webp\",\"is no PNG, JPEG, BMP or GIF; it is WebP\""
                .formatted(trees),
            "\"file:%s/oak/empty, \"\"one\"\".png\",\"is empty (0 bytes)\"".formatted(trees));
  }

  @Test
  void tooManyDamagedPicturesAreRefusedAndListedBesideTheFolder() throws IOException {
    Path trees = PictureFolders.trees(folder.resolve("trees"), 20);
    byte[] jpeg = Files.readAllBytes(trees.resolve("oak/0001.jpg"));
    Files.write(trees.resolve("oak/cut.jpg"), Pictures.truncated(jpeg, jpeg.length / 2));
    assertRefused(ExitCode.DATA, () -> convert(trees, "data"))
        .contains(
            "1 of 61 pictures (1.64 %) is damaged, at most 1.00 % may be (--most-damaged)",
            "oak/cut.jpg", "all are in " + folder + "/data-damaged.csv");
    assertThat(folder.resolve("data-damaged.csv")).content().contains("oak/cut.jpg");
    assertNothingMade("data");
  }

  @Test
  void aSplitIntoTrainAndTestIsKept() throws IOException {
    Path trees = folder.resolve("trees");
    PictureFolders.fill(trees.resolve("train/oak"), 0, 10);
    PictureFolders.fill(trees.resolve("train/elm"), 100, 10);
    PictureFolders.fill(trees.resolve("test/oak/deep/deeper"), 200, 3);
    PictureFolders.fill(trees.resolve("test/elm"), 300, 4);
    Files.writeString(trees.resolve("README.md"), "trees");
    Conversion conversion = convert(trees, "data");
    assertThat(conversion.split()).isEqualTo("source");
    assertThat(conversion.classes())
        .containsExactly(
            new Conversion.ClassCount("elm", 10, 4), new Conversion.ClassCount("oak", 10, 3));
    assertThat(store.told()).contains("the split into train and test is kept");
    PictureFolders.fill(trees.resolve("val/elm"), 400, 2);
    assertRefused(ExitCode.DATA, () -> convert(trees, "more"))
        .contains("val: lies beside train and test");
    PictureFolders.fill(trees.resolve("test/ash"), 500, 2);
    Files.move(trees.resolve("val"), folder.resolve("elsewhere"));
    assertRefused(ExitCode.DATA, () -> convert(trees, "more"))
        .contains("test: has the class ash, which file:" + trees + "/train has not");
    assertNothingMade("more");
  }

  @Test
  void foldersNamedTrainAndTestAreNeverClasses() throws IOException {
    Path trees = folder.resolve("trees");
    PictureFolders.fill(trees.resolve("train/oak"), 0, 10);
    PictureFolders.fill(trees.resolve("train/elm"), 100, 10);
    PictureFolders.fill(trees.resolve("test"), 200, 1);
    assertRefused(ExitCode.DATA, () -> convert(trees, "data"))
        .contains("/test/0200.png: lies beside the class folders: move it into one");
    Files.move(trees.resolve("test"), folder.resolve("flat"));
    PictureFolders.fill(trees.resolve("test/oak"), 300, 4);
    Path stray = Files.move(folder.resolve("flat/0200.png"), trees.resolve("train/cover.png"));
    assertRefused(ExitCode.DATA, () -> convert(trees, "data"))
        .contains("/train/cover.png: lies beside the class folders: move it into one");
    Files.delete(stray);
    assertThat(convert(trees, "data").split()).isEqualTo("source");
    Path flat = folder.resolve("flat");
    PictureFolders.fill(flat.resolve("train"), 0, 4);
    PictureFolders.fill(flat.resolve("test"), 10, 4);
    assertRefused(ExitCode.DATA, () -> convert(flat, "more"))
        .contains("/train/0000.png: lies beside the class folders");
    assertNothingMade("more");
  }

  @Test
  void picturesWithTheNamesOfOtherFilesArePictures() throws IOException {
    Path trees = PictureFolders.trees(folder.resolve("trees"), 10);
    List<String> names = List.of("desktop.jpg", "license.png", "Thumbs.PNG", "readme.gif");
    for (int i = 0; i < names.size(); i++) {
      Files.write(
          trees.resolve("oak").resolve(names.get(i)),
          Pictures.file(40, 40, 900 + i, names.get(i).substring(names.get(i).length() - 3)));
    }
    Files.writeString(trees.resolve("oak/license"), "text");
    assertThat(convert(trees, "data").pictures()).isEqualTo(34);
  }

  @Test
  void moreThan256ClassesHaveLabelsOfTwoBytes() throws IOException {
    Path many = folder.resolve("many");
    for (int i = 0; i < 300; i++) {
      String name = "class %03d".formatted(i);
      Files.createDirectories(many.resolve("train").resolve(name));
      Files.write(
          many.resolve("train").resolve(name).resolve("a.bmp"), Pictures.file(4, 4, i, "bmp"));
    }
    Files.createDirectories(many.resolve("test/class 299"));
    Files.write(many.resolve("test/class 299/b.bmp"), Pictures.file(5, 5, 7, "bmp"));
    convert(many, "data");
    assertThat(PictureFolders.records(folder.resolve("data/test_batch.bin"), RECORD + 1))
        .singleElement()
        .asString()
        .startsWith("2b01"); // 299, the lower byte first
    assertThat(folder.resolve("data/data_batch_1.bin")).hasSize(300 * (RECORD + 1));
  }

  @Test
  void namesOfEveryKindAreReadAndHiddenOnesPassedOver() throws IOException {
    Path trees = PictureFolders.trees(folder.resolve("tre es%20"), 10);
    byte[] png = Pictures.file(40, 40, 77, "png");
    for (String name :
        List.of(
            "a:b.png", "50%.png", "#1.png", "[x]{y}*?.png", "grün.PNG", "no ending", "a\nb.png")) {
      Files.write(trees.resolve("oak").resolve(name), png);
    }
    Files.write(trees.resolve("oak/.hidden.png"), png);
    Files.write(trees.resolve("oak/_copying.png"), png);
    Files.write(Files.createDirectories(trees.resolve("elm/deep")).resolve("_DSC1234.JPG"), png);
    Files.write(Files.createDirectories(trees.resolve("_ash")).resolve("a.png"), png);
    Files.writeString(trees.resolve("oak/_SUCCESS"), "");
    Files.writeString(trees.resolve("oak/notes.txt"), "text");
    Files.writeString(trees.resolve("oak/Thumbs.db"), "thumbs");
    Files.createDirectory(trees.resolve(".git"));
    Files.writeString(trees.resolve("weights.h5"), "?");
    Conversion conversion = convert(trees, "data");
    assertThat(conversion.pictures()).isEqualTo(37);
    assertThat(conversion.damaged()).isZero();
    assertThat(conversion.duplicates()).isEqualTo(6);
    assertThat(store.told())
        .contains(
            "warning: not read, because it lies in no class folder: file:" + trees + "/weights.h5");
    assertThat(store.told())
        .as("a hidden one is no news")
        .noneMatch(it -> it.contains(".hidden"))
        .contains(
            "warning: passed over, because of a name that begins with _: 2 pictures, such as file:%s/elm/deep/_DSC1234.JPG"
                .formatted(trees),
            "warning: passed over, because of a name that begins with _: 1 folder, such as file:%s/_ash"
                .formatted(trees));
  }

  @Test
  void aClassOfCamerasNamesAloneIsToldWhyItHasNoPicture() throws IOException {
    Path trees = PictureFolders.trees(folder.resolve("trees"), 4);
    Files.createDirectories(trees.resolve("ash"));
    for (String name : List.of("_DSC0001.JPG", "_DSC0002.JPG", "_SUCCESS")) {
      Files.write(trees.resolve("ash").resolve(name), Pictures.file(40, 40, 1, "jpg"));
    }
    assertRefused(ExitCode.DATA, () -> convert(trees, "data"))
        .isEqualTo(
            "file:%s/ash: has no picture but 2 pictures passed over for a name that begins with _: fill the folder, or remove it (--from)"
                .formatted(trees));
  }

  @Test
  void linksAreFollowedUnlessTheyLeadNowhereOrBack() throws IOException {
    Path trees = PictureFolders.trees(folder.resolve("trees"), 10);
    PictureFolders.fill(folder.resolve("elsewhere"), 700, 8);
    Files.createSymbolicLink(trees.resolve("ash"), folder.resolve("elsewhere"));
    assertThat(convert(trees, "data").classes()).hasSize(4);
    Path link = Files.createSymbolicLink(trees.resolve("oak/more"), folder.resolve("none"));
    assertRefused(ExitCode.DATA, () -> convert(trees, "more")).contains("oak/more: is a link to");
    Files.delete(link);
    Files.createSymbolicLink(trees.resolve("oak/more"), trees);
    assertRefused(ExitCode.DATA, () -> convert(trees, "more"))
        .contains("is a link to a folder that it is in");
    assertNothingMade("more");
  }

  @Test
  void aTargetThatCannotBeUsedIsRefused() throws IOException {
    Path trees = PictureFolders.trees(folder.resolve("trees"), 10);
    Files.createDirectories(folder.resolve("empty"));
    assertThat(convert(trees, "empty").training()).isPositive();
    assertRefused(ExitCode.USAGE, () -> convert(trees, "empty"))
        .isEqualTo(
            "--to must be a new folder, or an empty one, is not empty: " + folder + "/empty");
    Files.writeString(folder.resolve("file"), "");
    assertRefused(ExitCode.USAGE, () -> convert(trees, "file")).contains("is a file");
    for (String to : List.of("trees", "trees/data", "trees/../trees/oak/data", ".")) {
      assertRefused(ExitCode.USAGE, () -> convert(trees, to))
          .contains("--to must be neither in --from nor around it");
    }
    Files.createSymbolicLink(folder.resolve("link"), trees);
    assertRefused(ExitCode.USAGE, () -> convert(trees, "link/data"))
        .contains("--to must be neither in --from nor around it");
    assertRefused(ExitCode.USAGE, () -> ConvertRequest.of("a", "b,c")).contains("several folders");
    assertRefused(ExitCode.USAGE, () -> request(trees, "x", 0, 0)).contains("--test-share must be");
    assertRefused(ExitCode.USAGE, () -> request(trees, "x", 0.5, 1))
        .contains("--most-damaged must");
  }

  @Test
  void foldersThatAreNoClassesAreRefused() throws IOException {
    assertRefused(ExitCode.DATA, () -> convert(folder.resolve("none"), "data"))
        .isEqualTo(folder.resolve("none") + ": no such folder or file (--from)");
    Path trees = Files.createDirectories(folder.resolve("trees"));
    assertRefused(ExitCode.DATA, () -> convert(trees, "data"))
        .contains("must have 2 to 1,000 class folders, has 0");
    PictureFolders.fill(trees.resolve("oak"), 0, 10);
    assertRefused(ExitCode.DATA, () -> convert(trees, "data")).contains("has 1: oak");
    Files.createDirectories(trees.resolve("elm"));
    assertRefused(ExitCode.DATA, () -> convert(trees, "data")).contains("elm: has no picture");
    Files.writeString(trees.resolve("elm/broken.png"), "no picture");
    assertRefused(ExitCode.DATA, () -> convert(request(trees, "data", 0.2, 0.5)))
        .contains("the class elm has no readable picture");
    PictureFolders.fill(trees.resolve("elm"), 50, 10);
    Files.delete(trees.resolve("elm/broken.png"));
    Path beside = Files.write(trees.resolve("a.jpeg"), Pictures.file(9, 9, 1, "jpg"));
    assertRefused(ExitCode.DATA, () -> convert(trees, "data"))
        .contains("a.jpeg: lies beside the class folders");
    Files.delete(beside);
    PictureFolders.fill(trees.resolve(" birch"), 90, 10);
    assertRefused(ExitCode.DATA, () -> convert(trees, "data"))
        .contains("must not be blank nor begin or end with a blank");
    Files.move(trees.resolve(" birch"), trees.resolve("bi\u0007rch"));
    assertRefused(ExitCode.DATA, () -> convert(trees, "data"))
        .contains("must not have control characters");
    Path set = folder.resolve("set");
    Files.createDirectories(set);
    Files.move(trees.resolve("oak"), set.resolve("train"));
    Files.move(trees.resolve("elm"), set.resolve("valid"));
    assertRefused(ExitCode.DATA, () -> convert(set, "data"))
        .contains("has the folders train and valid, but none named test");
    Files.move(set.resolve("train"), set.resolve("Test"));
    assertRefused(ExitCode.DATA, () -> convert(set, "data"))
        .contains("has the folders Test and valid, but none named train: rename one");
    Files.move(set.resolve("valid"), set.resolve("testing"));
    assertRefused(ExitCode.DATA, () -> convert(set, "data"))
        .contains("has the folders Test and testing, which name the same side of a split: rename");
    Files.move(set.resolve("Test"), set.resolve("train"));
    Files.createDirectories(set.resolve("training"));
    assertRefused(ExitCode.DATA, () -> convert(set, "data"))
        .contains("has the folders train and training, which name the same side of a split");
    Path many = folder.resolve("many");
    for (int i = 0; i < 1_001; i++) {
      Files.createDirectories(many.resolve("c" + i));
    }
    assertRefused(ExitCode.DATA, () -> convert(many, "data")).contains("has 1,001");
    assertNothingMade("data");
  }

  @Test
  void aClassWhosePicturesAreAllForTestingIsRefused() throws IOException {
    Path trees = PictureFolders.trees(folder.resolve("trees"), 4);
    assertRefused(ExitCode.DATA, () -> convert(request(trees, "data", 0.999, 0)))
        .contains("has no readable training picture", "all are for testing");
    assertRefused(ExitCode.DATA, () -> convert(request(trees, "data", 0.001, 0)))
        .contains("there is no readable test picture", "a larger --test-share");
    assertNothingMade("data");
  }

  @Test
  @SuppressWarnings("try") // the disk is used by being there
  void aDiskThatFailsMakesNoOtherData() throws Exception {
    Path trees = PictureFolders.trees(folder.resolve("trees"), 8);
    try (AutoCloseable disk =
        UnreadableFileSystem.begin(store.context().hadoop(), ".*/elm/1003.gif", 0)) {
      assertRefused(ExitCode.STORAGE, () -> convert(trees, "data"))
          .contains("elm/1003.gif: cannot be read: Input/output error");
    }
    assertNothingMade("data");
  }
}
