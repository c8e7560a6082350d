package org.sparkresnet.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.files.AtomicFiles;
import org.sparkresnet.tables.rows.MetricRow;

class EventFolderTest {
  private static final Instant NOON = Instant.parse("2026-11-24T12:00:00.5Z");

  @TempDir private Path temporary;
  private Path folder;
  private EventFolder events;

  @BeforeEach
  void open() throws IOException {
    folder = temporary.resolve("board/run-1");
    events =
        new EventFolder(
            AtomicFiles.on(FileSystem.getLocal(new Configuration(false))),
            new org.apache.hadoop.fs.Path(folder.toUri()));
  }

  private static List<MetricRow> losses(long... steps) {
    return LongStream.of(steps)
        .mapToObj(step -> new MetricRow("train", "loss", 1.0 / step, step, 0, NOON))
        .toList();
  }

  @Test
  void aScalarHasItsTagItsStepItsTimeAndItsValue() throws IOException {
    events.begin(
        List.of(
            new MetricRow("test", "accuracy", 0.75, 64_000, 3, NOON),
            new MetricRow("train", "loss", Double.NaN, 5_000_000_000L, 3, NOON)));
    List<EventFiles.Event> written =
        EventFiles.events(folder.resolve("events.out.tfevents.000000001.spark-resnet"));
    assertThat(written).hasSize(4);
    assertThat(written.get(1).isStart()).isTrue();
    double noon = NOON.toEpochMilli() / 1e3;
    assertThat(written.subList(2, 4))
        .containsExactly(
            new EventFiles.Event(noon, 64_000, "", "test/accuracy", 0.75f, false),
            new EventFiles.Event(noon, 5_000_000_000L, "", "train/loss", Float.NaN, false));
  }

  /** The expected bytes are those of TensorBoard 2.21. */
  @Test
  void aRecordIsFramedAsTensorBoardReadsIt() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    RecordWriter.write(out, HexFormat.of().parseHex("0a0b48656c6c6f20576f726c64"));
    assertThat(HexFormat.of().formatHex(out.toByteArray()))
        .isEqualTo("0d000000000000003c37b8340a0b48656c6c6f20576f726c64556c8550");
  }

  @Test
  void eachWritingIsOneMoreWholeFileAndNothingElseHasTheirName() throws IOException {
    events.begin(List.of());
    events.append(losses(1, 2));
    events.append(List.of());
    events.append(losses(3));
    assertThat(EventFiles.names(folder))
        .containsExactly(
            "events.out.tfevents.000000001.spark-resnet",
            "events.out.tfevents.000000002.spark-resnet",
            "events.out.tfevents.000000003.spark-resnet");
    assertThat(EventFiles.points(folder))
        .containsExactly("train/loss 1", "train/loss 2", "train/loss 3");
    try (var files = Files.list(folder)) {
      assertThat(files).as("nothing is left aside").hasSize(3);
    }
  }

  @Test
  void aNewBeginningComesUnderALaterNameAndEmptiesTheOldFilesAndLeavesThoseOfOthers()
      throws IOException {
    events.begin(losses(1));
    events.append(losses(2, 3));
    Path other = Files.writeString(folder.resolve("events.out.tfevents.1764000000.host"), "other");
    events.begin(losses(1, 2));
    assertThat(other).hasContent("other");
    Files.delete(other);
    assertThat(EventFiles.names(folder)).hasSize(3);
    assertThat(EventFiles.events(folder.resolve(EventFiles.names(folder).get(1)))).hasSize(1);
    assertThat(EventFiles.points(folder)).containsExactly("train/loss 1", "train/loss 2");

    events.begin(losses(1));
    assertThat(EventFiles.names(folder))
        .as("the one that a TensorBoard may have read last stays")
        .containsExactly(
            "events.out.tfevents.000000003.spark-resnet",
            "events.out.tfevents.000000004.spark-resnet");
    assertThat(EventFiles.points(folder)).containsExactly("train/loss 1");
  }

  /**
   * Paused at its n-th change, for longer than the lease of its run's lock, and going on at the
   * m-th of its heir's.
   */
  @Test
  void aWriterThatGoesOnLateChangesNothingOfItsHeirs() throws Exception {
    int paused = 0;
    for (boolean isPaused = true; isPaused; paused++) {
      boolean isLate = true;
      for (int late = 0; isPaused && isLate; late++) {
        Path own = temporary.resolve("paused-at-" + paused + "-" + late);
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch goesOn = new CountDownLatch(1);
        int at = paused;
        Thread earlier = new Thread(() -> write(own, reached, goesOn, at));
        earlier.start();
        while (reached.getCount() > 0 && earlier.isAlive()) {
          Thread.sleep(1);
        }
        isPaused = reached.getCount() == 0;
        AtomicInteger left = new AtomicInteger(late);
        EventFolder heir =
            new EventFolder(
                disk()
                    .heldBy(
                        "1f0c5a2b-000002-0d4e07c1a3b8",
                        () -> {
                          if (left.getAndDecrement() == 0) {
                            goesOn.countDown();
                            join(earlier);
                          }
                        }),
                new org.apache.hadoop.fs.Path(own.toUri()));
        heir.begin(losses(1, 2));
        heir.append(losses(3));
        isLate = left.get() < 0;
        goesOn.countDown();
        join(earlier);
        assertThat(EventFiles.points(own))
            .as("paused at change %d until the heir's %d", paused, late)
            .containsExactly("train/loss 1", "train/loss 2", "train/loss 3");
      }
    }
    assertThat(paused).isGreaterThan(3);
  }

  private static AtomicFiles disk() throws IOException {
    return AtomicFiles.on(FileSystem.getLocal(new Configuration(false)));
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void write(Path own, CountDownLatch reached, CountDownLatch goesOn, int pausedAt) {
    AtomicInteger left = new AtomicInteger(pausedAt);
    try {
      EventFolder events =
          new EventFolder(
              disk()
                  .heldBy(
                      "1f0c5a2b-000001-9d4e07c1a3b8",
                      () -> {
                        if (left.get() < 0) {
                          throw new IllegalStateException("lost");
                        }
                        if (left.getAndDecrement() == 0) { // it has just found its lock held
                          reached.countDown();
                          await(goesOn);
                        }
                      }),
              new org.apache.hadoop.fs.Path(own.toUri()));
      events.begin(losses(7));
    } catch (IOException | IllegalStateException e) {
      assertThat(reached.getCount()).isZero();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
