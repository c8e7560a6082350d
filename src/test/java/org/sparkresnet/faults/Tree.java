package org.sparkresnet.faults;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.sparkresnet.common.Sha256;

/** Files and folders below a root, in memory, by their paths from the root. */
final class Tree {
  private final SortedMap<String, Entry> entries;

  private Tree(SortedMap<String, Entry> entries) {
    this.entries = entries;
  }

  static Tree empty() {
    return new Tree(new TreeMap<>());
  }

  /** What is there, all of it on the device. */
  static Tree of(Path root) throws IOException {
    Tree tree = empty();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.filter(it -> !it.equals(root)).toList()) {
        tree.entries.put(root.relativize(path).toString(), read(path, Integer.MAX_VALUE));
      }
    }
    return tree;
  }

  static Entry read(Path path, int synced) throws IOException {
    return Files.isDirectory(path)
        ? Entry.folder()
        : Entry.file(Files.readAllBytes(path), synced, Files.getLastModifiedTime(path).toMillis());
  }

  SortedMap<String, Entry> entries() {
    return entries;
  }

  Tree copy() {
    return new Tree(new TreeMap<>(entries));
  }

  Tree with(UnaryOperator<Entry> change) {
    Tree tree = copy();
    tree.entries.replaceAll((path, entry) -> change.apply(entry));
    return tree;
  }

  /** A path and all below it. */
  SortedMap<String, Entry> at(String path) {
    SortedMap<String, Entry> found = new TreeMap<>(entries.subMap(path + "/", path + "0"));
    Entry own = entries.get(path);
    if (own != null) {
      found.put(path, own);
    }
    return found;
  }

  /** Removes a path and all below it. */
  SortedMap<String, Entry> cut(String path) {
    SortedMap<String, Entry> cut = at(path);
    entries.keySet().removeAll(cut.keySet());
    return cut;
  }

  void move(String from, String to) {
    cut(from).forEach((path, entry) -> entries.put(moved(path, from, to), entry));
  }

  static String moved(String path, String from, String to) {
    return path.equals(from) || path.startsWith(from + "/")
        ? to + path.substring(from.length())
        : path;
  }

  static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }

  /** Drops what is in no folder. */
  void prune() {
    // Folders stand before what is in them.
    for (String path : entries.keySet().toArray(String[]::new)) {
      String parent = parent(path);
      if (!parent.isEmpty() && !entries.containsKey(parent)) {
        entries.remove(path);
      }
    }
  }

  /** Equal for equal names and bytes. */
  String digest() {
    MessageDigest digest = Sha256.start();
    entries.forEach(
        (path, entry) ->
            digest.update((path + "\0" + entry.sha256() + "\n").getBytes(StandardCharsets.UTF_8)));
    return Sha256.hex(digest);
  }

  /** Writes it to a folder that is empty. */
  void materialise(Path root) throws IOException {
    Files.createDirectories(root);
    for (Map.Entry<String, Entry> it : entries.entrySet()) {
      Path path = root.resolve(it.getKey());
      if (it.getValue().isFolder()) {
        Files.createDirectory(path);
      } else {
        Files.write(path, it.getValue().bytes());
        Files.setLastModifiedTime(path, FileTime.fromMillis(it.getValue().modified()));
      }
    }
  }
}
