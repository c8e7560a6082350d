package org.sparkresnet.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.sparkresnet.faults.Operation.Kind;

/**
 * A folder whose changes are counted, and of which it is known what has reached the device: bytes
 * by a sync of their file, names by a sync of their folder. {@link DiskFileSystem} and {@link
 * DiskPaths} tell it of every change, before and after.
 */
final class Disk implements AutoCloseable {
  private static final Map<Path, Disk> MOUNTED = new ConcurrentHashMap<>();

  private final Path root;
  private final Before before;
  private final Tree tree;
  private final List<Undo> undo = new ArrayList<>();
  private final Map<String, Set<String>> published = new HashMap<>();
  private int operations;

  /** Is asked before each operation. */
  @FunctionalInterface
  interface Before {
    /** Makes the operation fail by throwing. */
    void operation(Disk disk, int number, Operation operation) throws IOException;
  }

  @FunctionalInterface
  interface Change<T> {
    T make() throws IOException;
  }

  /**
   * Change of a name, which a power cut undoes until the folder of the name is synced.
   *
   * @param path the name
   * @param from earlier name, of a rename; else null
   * @param before what the name stood for
   */
  private record Undo(String path, String from, SortedMap<String, Entry> before) {
    void apply(Tree tree) {
      SortedMap<String, Entry> now = tree.cut(path);
      if (from != null) {
        now.forEach((name, entry) -> tree.entries().put(Tree.moved(name, path, from), entry));
      }
      tree.entries().putAll(before);
    }

    /** The same once a later rename is on the device. */
    Undo moved(String source, String target) {
      if (path.equals(source)) {
        return new Undo(path, null, before); // the file has another name, which stays
      }
      SortedMap<String, Entry> there = new TreeMap<>();
      before.forEach((name, entry) -> there.put(Tree.moved(name, source, target), entry));
      return new Undo(
          Tree.moved(path, source, target),
          from == null ? null : Tree.moved(from, source, target),
          there);
    }
  }

  private Disk(Path root, Before before) throws IOException {
    this.root = root;
    this.before = before;
    this.tree = Tree.of(root);
    tree.entries().forEach(this::publish);
  }

  /** Watches a folder, whose content is on the device. */
  static Disk mount(Path root, Before before) throws IOException {
    Disk disk = new Disk(root, before);
    MOUNTED.put(root, disk);
    return disk;
  }

  /** The disk of a path; null if it is on none. */
  static Disk of(Path path) {
    return MOUNTED.values().stream()
        .filter(disk -> path.startsWith(disk.root))
        .findFirst()
        .orElse(null);
  }

  @Override
  public void close() {
    MOUNTED.remove(root);
  }

  /** Makes a change, if its path is on a disk under that disk's eyes. */
  static <T> T change(Kind kind, Path path, Path target, Change<T> change) throws IOException {
    Disk disk = of(path);
    return disk == null ? change.make() : disk.changed(kind, path, target, change);
  }

  private synchronized <T> T changed(Kind kind, Path path, Path target, Change<T> change)
      throws IOException {
    String name = name(path);
    before.operation(this, operations++, new Operation(kind, name));
    T result = change.make();
    switch (kind) {
      case CREATE -> {
        undoable(name, null);
        tree.entries().put(name, Tree.read(path, 0));
      }
      case MKDIR -> {
        undoable(name, null);
        tree.entries().put(name, Entry.folder());
      }
      case WRITE -> {
        Entry old = tree.entries().get(name);
        if (old != null && Files.exists(path)) { // else it was deleted while it is written
          tree.entries().put(name, Tree.read(path, old.synced()));
        }
      }
      case SYNC -> {
        if (Files.exists(path)) {
          tree.entries().put(name, Tree.read(path, Integer.MAX_VALUE));
        }
      }
      case SYNC_FOLDER -> synced(name);
      case DELETE -> {
        undoable(name, null);
        tree.cut(name);
      }
      case RENAME -> {
        String to = name(target);
        undoable(to, name);
        tree.cut(to);
        tree.move(name, to);
        tree.at(to).forEach(this::publish);
      }
    }
    return result;
  }

  private void undoable(String path, String from) {
    if (!(from == null && tree.entries().containsKey(path) && !isDeleted(path))) {
      undo.add(new Undo(path, from, tree.at(path)));
    }
  }

  private boolean isDeleted(String path) {
    return Files.notExists(root.resolve(path));
  }

  private void synced(String folder) {
    for (int i = 0; i < undo.size(); i++) {
      Undo done = undo.get(i);
      if (Tree.parent(done.path).equals(folder)) {
        undo.remove(i--);
        if (done.from != null) {
          for (int j = 0; j <= i; j++) {
            undo.set(j, undo.get(j).moved(done.from, done.path));
          }
        }
      }
    }
  }

  private void publish(String path, Entry entry) {
    if (!entry.isFolder()) {
      published.computeIfAbsent(path, it -> new HashSet<>()).add(entry.sha256());
    }
  }

  private String name(Path path) {
    return root.relativize(path).toString();
  }

  synchronized int operations() {
    return operations;
  }

  /** SHA-256 of the contents that each path has had whole, by path. */
  synchronized Map<String, Set<String>> published() {
    return published;
  }

  /** What a killed process leaves. */
  synchronized Tree killed() {
    return tree.copy();
  }

  /** What a power cut leaves if all names, but not their files' bytes, had reached the device. */
  synchronized Tree dropped() {
    return tree.with(Entry::dropped);
  }

  /** The same where the lengths of files had reached it too. */
  synchronized Tree zeroed() {
    return tree.with(Entry::zeroed);
  }

  /** What a power cut leaves if nothing had reached the device that was not synced. */
  synchronized Tree lost() {
    Tree left = tree.copy();
    for (int i = undo.size() - 1; i >= 0; i--) {
      undo.get(i).apply(left);
    }
    left.prune();
    return left.with(Entry::dropped);
  }
}
