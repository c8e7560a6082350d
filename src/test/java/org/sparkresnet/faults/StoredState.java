package org.sparkresnet.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.sparkresnet.cifar.Slice;
import org.sparkresnet.registry.Champions;
import org.sparkresnet.registry.Registry;
import org.sparkresnet.registry.VersionManifest;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;
import org.sparkresnet.store.Summary;

/**
 * All that a user can read: rows, champion, versions, summaries, files of runs, exported and
 * fetched files. Reads Parquet as programs do that know nothing of the project: all files of a
 * table, each row that is in them. A table in which rows are being moved cannot be read, and is
 * left out.
 *
 * @param rows by table and run; exported tables are called {@code out/…}
 * @param moving tables in which rows are being moved
 * @param parameters SHA-256 of trained parameters, by run
 * @param runs files of runs but for locks, with their SHA-256, by run
 */
record StoredState(
    SortedMap<String, SortedMap<String, List<String>>> rows,
    Set<String> moving,
    Optional<Champions> champions,
    List<VersionManifest> versions,
    SortedMap<String, String> parameters,
    SortedMap<String, SortedMap<String, String>> runs,
    Map<String, String> fetched) {
  private static final String MODEL = "cifar-10";

  static StoredState read(Path work) throws IOException {
    Path root = work.resolve("store");
    Store store = Store.open(root.toString(), new Configuration());
    Registry registry = Registry.open(store, MODEL);
    List<VersionManifest> versions = registry.versions();
    versions.forEach(version -> registry.read(version.version())); // verifies the SHA-256
    SortedMap<String, SortedMap<String, String>> runs = runs(root);
    SortedMap<String, String> parameters = new TreeMap<>();
    for (String run : runs.keySet()) {
      Summary.ofRun(store, new RunId(run))
          .flatMap(Summary::paramsSha256)
          .ifPresent(it -> parameters.put(run, it));
    }
    SortedMap<String, SortedMap<String, List<String>>> rows = new TreeMap<>();
    Set<String> moving = new TreeSet<>();
    for (String table : names(root.resolve("tables"))) {
      if (isMoving(root.resolve("tables").resolve(table))) {
        moving.add(table);
      } else {
        rows.put(table, rows(root, table));
      }
    }
    for (String file : names(work.resolve("out"))) {
      rows.put("out/" + file, ParquetRows.byRun(work.resolve("out").resolve(file)));
    }
    Path fetched = work.resolve("fetched");
    return new StoredState(
        rows,
        moving,
        registry.champions(),
        versions,
        parameters,
        runs,
        Files.exists(fetched) ? withoutAsides(Slice.contents(fetched)) : Map.of());
  }

  /** Readers fail on the marker of a folder in which rows are being moved. */
  private static boolean isMoving(Path table) {
    return names(table).stream()
        .anyMatch(month -> names(table.resolve(month)).contains("@moving.parquet"));
  }

  private static SortedMap<String, List<String>> rows(Path root, String table) {
    SortedMap<String, List<String>> rows = new TreeMap<>();
    Path tree = root.resolve("tables").resolve(table);
    for (String month : names(tree)) {
      for (String file : names(tree.resolve(month))) {
        ParquetRows.byRun(tree.resolve(month).resolve(file))
            .forEach(
                (run, some) -> rows.computeIfAbsent(run, it -> new ArrayList<>()).addAll(some));
      }
    }
    rows.values().forEach(some -> some.sort(null));
    return rows;
  }

  private static SortedMap<String, SortedMap<String, String>> runs(Path root) throws IOException {
    SortedMap<String, SortedMap<String, String>> runs = new TreeMap<>();
    for (String run : names(root.resolve("runs"))) {
      Map<String, String> files = withoutAsides(Slice.contents(root.resolve("runs").resolve(run)));
      if (!files.isEmpty()) {
        runs.put(run, new TreeMap<>(files));
      }
    }
    return runs;
  }

  private static Map<String, String> withoutAsides(Map<String, String> files) {
    Map<String, String> whole = new HashMap<>(files);
    whole.keySet().removeIf(name -> ("/" + name).matches(".*/(_tmp-|lock/).*"));
    return whole;
  }

  /** Names in a folder but for those that readers pass over, sorted. */
  private static List<String> names(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(path -> path.getFileName().toString())
          .filter(name -> !name.startsWith("_") && !name.startsWith(".") && !name.equals("lock"))
          .sorted()
          .collect(Collectors.toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
