package org.sparkresnet.report;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.sparkresnet.store.RunId;
import org.sparkresnet.tables.rows.DrillRow;

/** Nights of a registry: of ten, three promote, one fails and one has nothing new. */
final class ExampleNights {
  private static final Instant FIRST = Instant.parse("2026-11-01T02:00:00Z");

  private ExampleNights() {}

  static Nights of(String model, int count) {
    List<Night> nights = new ArrayList<>();
    double champion = 0.9;
    for (int i = 0; i < count; i++) {
      Instant at = FIRST.plus(Duration.ofDays(i));
      RunId run = new RunId("retrain-%04d".formatted(i));
      switch (i % 10) {
        case 0, 3, 6 -> {
          nights.add(night(run, at, "PROMOTED", i, champion + 0.0002, champion));
          champion += 0.0002;
        }
        case 4 -> nights.add(failed(run, at));
        case 7 -> nights.add(nothingNew(run, at, i));
        default -> nights.add(night(run, at, "KEPT", i, champion - 0.005, champion));
      }
    }
    return new Nights(
        model,
        Optional.of(
            new Nights.ChampionOfToday(
                "v000007", FIRST, Optional.of("is %.2f %%".formatted(100 * champion)))),
        false,
        nights,
        List.of(drill("drill-2", DrillRow.FAILED), drill("drill-1", DrillRow.HELD)));
  }

  private static Nights.DrillOfStore drill(String run, String outcome) {
    return new Nights.DrillOfStore(
        new RunId(run),
        FIRST,
        new DrillVerdict(
            List.of(new DrillRow("driver", "killed", outcome, "a", "b", 1, Optional.empty()))));
  }

  private static Night night(
      RunId run, Instant at, String decision, int i, double candidate, double champion) {
    return new Night(
        run,
        at,
        decision,
        Optional.of("v%06d".formatted(i)),
        "not worse by 1.00 points (p = 0.0%d)".formatted(i % 9 + 1),
        OptionalDouble.of(candidate),
        i == 0 ? OptionalDouble.empty() : OptionalDouble.of(champion),
        OptionalInt.of(400),
        OptionalInt.of(420),
        Optional.of(
            new Night.Work(
                2,
                600 + i,
                OptionalLong.of(50_000 + 100L * i),
                OptionalDouble.of(1_800 - i),
                i % 3,
                OptionalDouble.of(i / 1e5),
                OptionalDouble.empty())),
        Optional.of(new Night.Limits(champion - 0.008, champion + 0.007)));
  }

  private static Night failed(RunId run, Instant at) {
    return new Night(
        run,
        at,
        Night.FAILED,
        Optional.empty(),
        "data_batch_3.bin: 100 bytes is not a multiple of 3073",
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalInt.empty(),
        OptionalInt.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static Night nothingNew(RunId run, Instant at, int i) {
    return new Night(
        run,
        at,
        "NOTHING_NEW",
        Optional.of("v%06d".formatted(i)),
        "data and recipe are the champion's",
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalInt.empty(),
        OptionalInt.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
