package org.sparkresnet.cifar.fetch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.sparkresnet.cifar.Slice;

/** Fetch of the committed slice, as if it were the official set. */
public final class SliceFetch {
  private SliceFetch() {}

  /** Fetches the files into a folder. */
  public static List<FetchedFile> into(Path folder) throws IOException {
    return new CifarFetcher(
            folder,
            Slice.manifest(),
            List.of(),
            new FetchListener() {
              @Override
              public void note(String line) {}

              @Override
              public void bytes(String what, long done, long total) {}
            })
        .fetchFrom(Slice.FOLDER);
  }
}
