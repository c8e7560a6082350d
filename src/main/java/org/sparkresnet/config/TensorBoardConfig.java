package org.sparkresnet.config;

import java.util.Optional;
import org.sparkresnet.files.HomeFolder;
import org.sparkresnet.files.Locations;

/** Reader of the key results.tensorboard. */
final class TensorBoardConfig {
  static final String FOLDER = "results.tensorboard";

  private TensorBoardConfig() {}

  /** Folder of TensorBoard's event files; empty for none. */
  static Optional<String> of(Settings settings) {
    String folder = settings.text(FOLDER).strip();
    Locations.requireNoPassword(FOLDER, folder);
    return folder.isEmpty() ? Optional.empty() : Optional.of(HomeFolder.expand(FOLDER, folder));
  }
}
