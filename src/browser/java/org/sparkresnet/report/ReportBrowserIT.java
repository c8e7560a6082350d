package org.sparkresnet.report;



import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * What a person sees of a report, in a real headless Chromium: of example runs, and of the file
 * that the system property report.file names.
 */
class ReportBrowserIT {
  @TempDir private static Path folder;
  private static ChromeDriver browser;

  @BeforeAll
  static void writeReportsAndOpenBrowser() throws IOException {
    write("finished", ExampleRuns.finished("finished", 3), ExampleRuns.finished("other", 2));
    write("one-epoch", ExampleRuns.finished("one-epoch", 1));
    write("evaluation", ExampleRuns.evaluation("evaluation"));
    write("failed", ExampleRuns.failed("failed", "loss is NaN ".repeat(30)));
    Files.writeString(
        folder.resolve("nights.html"), NightsPage.of(ExampleNights.of("cifar-10", 365)));
    Files.writeString(
        folder.resolve("drill.html"), ExampleDrill.page("the run should go on ".repeat(20)));
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    logs.enable(LogType.PERFORMANCE, Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(onPath("chromium"));
    // Chromium's sandbox refuses to run as root, as builds in containers do.
    options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage");
    options.setCapability("goog:loggingPrefs", logs);
    browser =
        new ChromeDriver(
            new ChromeDriverService.Builder()
                .usingDriverExecutable(new File(onPath("chromedriver")))
                .build(),
            options);
  }

  @AfterAll
  static void closeBrowser() {
    if (browser != null) {
      browser.quit();
    }
  }

  private static void write(String name, ReportedRun run, ReportedRun... others)
      throws IOException {
    Files.writeString(
        folder.resolve(name + ".html"),
        ReportPage.of(run, List.of(others), ExampleRuns.pictures(), Optional.empty(), Optional.empty()));
  }

  private static String onPath(String program) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .map(directory -> Path.of(directory, program))
        .filter(Files::isExecutable)
        .findFirst()
        .map(Path::toString)
        .orElseThrow(() -> new IllegalStateException(program + " must be on the PATH"));
  }

  /** Opens a page in a window of that width, whatever the desktop. */
  private static void open(Path page, int width) {
    browser.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", false));
    browser.get(page.toUri().toString());
  }

  private static long number(String script) {
    return (Long) browser.executeScript("return " + script);
  }

  @SuppressWarnings("unchecked") // a list of strings, by the script
  private static List<String> texts(String script) {
    return (List<String>) browser.executeScript("return " + script);
  }

  @ParameterizedTest
  @CsvSource({
    "finished, 1280", "finished, 400", "one-epoch, 1280", "one-epoch, 400",
    "evaluation, 1280", "evaluation, 400", "failed, 1280", "failed, 400",
    "nights, 1280", "nights, 400", "drill, 1280", "drill, 400"
  })
  void nothingHangsOutOfTheWindow(String name, int width) {
    open(folder.resolve(name + ".html"), width);
    assertFits(width);
  }

  private static void assertFits(int width) {
    assertThat(number("innerWidth")).isEqualTo(width);
    assertThat(number("document.documentElement.scrollWidth"))
        .isLessThanOrEqualTo(number("document.documentElement.clientWidth"));
    // What is wider than the window must scroll in a box of its own.
    assertThat(
            texts(
                "[...document.querySelectorAll('body *')].filter(e => !e.closest('.scroll') &&"
                    + " !e.closest('svg') && e.getBoundingClientRect().right >"
                    + " document.documentElement.clientWidth + 1)"
                    + ".map(e => e.outerHTML.slice(0, 80))"))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1280, 400})
  void everyFigureIsThere(int width) {
    open(folder.resolve("finished.html"), width);
    assertFiguresShow(10);
    assertConfusionShows();
  }

  @ParameterizedTest
  @ValueSource(ints = {1280, 400})
  void everyFigureOfTheNightsIsThere(int width) {
    open(folder.resolve("nights.html"), width);
    assertFiguresShow(6);
  }

  private static void assertFiguresShow(long charts) {
    assertThat(number("document.querySelectorAll('.chart svg').length")).isEqualTo(charts);
    assertThat(
            texts(
                "[...document.querySelectorAll('.chart svg, .heat, .pictures img')].filter(e => {"
                    + " const r = e.getBoundingClientRect(); return r.width < 80 || r.height < 80;"
                    + " }).map(e => e.outerHTML.slice(0, 80))"))
        .as("figures too small to see")
        .isEmpty();
    assertThat(
            texts(
                "[...document.querySelectorAll('.chart svg')].filter(s => ![...s.querySelectorAll("
                    + "'path')].some(p => p.getAttribute('fill') === 'none' &&"
                    + " p.getBoundingClientRect().width > s.getBoundingClientRect().width / 4))"
                    + ".map(e => e.getAttribute('aria-label'))"))
        .as("charts without a line")
        .isEmpty();
    assertThat(
            texts(
                "[...document.querySelectorAll('.chart svg text')].filter(t =>"
                    + " t.getBoundingClientRect().width * t.getBoundingClientRect().height < 40)"
                    + ".map(t => t.textContent)"))
        .as("texts too small to read")
        .isEmpty();
  }

  private static void assertConfusionShows() {
    assertThat(number("document.querySelectorAll('.heat td').length")).isEqualTo(100);
    assertThat(
            texts(
                "[...document.querySelectorAll('.heat td')].filter(c => c.scrollWidth >"
                    + " c.clientWidth + 1).map(c => c.textContent)"))
        .as("numbers wider than their cell")
        .isEmpty();
  }

  @Test
  void everyPictureIsDecodedAndCrisp() {
    open(folder.resolve("finished.html"), 1280);
    assertPictures();
  }

  private static void assertPictures() {
    assertThat(
            number(
                "[...document.images].filter(i => i.complete && i.naturalWidth === 32 &&"
                    + " i.naturalHeight === 32 && i.alt !== '' &&"
                    + " getComputedStyle(i).imageRendering === 'pixelated').length"))
        .isEqualTo(Mistakes.SHOWN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"finished", "one-epoch", "evaluation", "failed"})
  void nothingIsLoadedAndTheConsoleIsSilent(String name) {
    browser.manage().logs().get(LogType.BROWSER);
    browser.manage().logs().get(LogType.PERFORMANCE);
    open(folder.resolve(name + ".html"), 1280);
    assertQuiet();
  }

  private static void assertQuiet() {
    assertThat(browser.manage().logs().get(LogType.BROWSER).getAll()).isEmpty();
    assertThat(
            browser.manage().logs().get(LogType.PERFORMANCE).getAll().stream()
                .map(entry -> entry.getMessage())
                .filter(message -> message.contains("\"Network.requestWillBeSent\""))
                .filter(message -> !message.contains("\"url\":\"file:"))
                .filter(message -> !message.contains("\"url\":\"data:")))
        .as("requests other than for the file itself")
        .isEmpty();
  }

  @Test
  void headingsFormAnOutlineAndLinksLeadSomewhere() {
    open(folder.resolve("finished.html"), 1280);
    assertThat(number("document.querySelectorAll('h1').length")).isEqualTo(1);
    assertThat(texts("[...document.querySelectorAll('h2')].map(h => h.textContent)"))
        .containsExactly(
            "Learning curves",
            "Confusion matrix",
            "Classes",
            "Reliability",
            "Surest mistakes",
            "Suspect labels",
            "Comparison",
            "Rounds",
            "Data checks",
            "Provenance");
    assertThat(
            texts(
                "[...document.querySelectorAll('nav a')].filter(a =>"
                    + " !document.querySelector(a.getAttribute('href'))).map(a => a.href)"))
        .isEmpty();
    assertThat(
            number(
                "[...document.querySelectorAll('svg')].filter(s => s.getAttribute('role') ==="
                    + " 'img' && s.getAttribute('aria-label')).length"))
        .isEqualTo(10);
  }

  @Test
  void aRunsReportIsAsGoodAsTheExamples() {
    String file = System.getProperty("report.file");
    assumeTrue(file != null, "no report.file");
    for (int width : new int[] {1280, 400}) {
      browser.manage().logs().get(LogType.BROWSER);
      browser.manage().logs().get(LogType.PERFORMANCE);
      open(Path.of(file).toAbsolutePath(), width);
      assertFits(width);
      // Four curves, reliability and rounds; four more next to a champion or compared runs.
      assertFiguresShow(number("document.querySelector('#comparison svg') ? 10 : 6"));
      assertConfusionShows();
      assertPictures();
      assertQuiet();
    }
  }
}
