package org.sparkresnet.fuzz;

import java.util.List;
import org.sparkresnet.cifar.CifarFuzz;
import org.sparkresnet.cifar.fetch.ArchiveFuzz;
import org.sparkresnet.config.ConfigFuzz;
import org.sparkresnet.lock.LockFuzz;
import org.sparkresnet.nn.ModelFuzz;
import org.sparkresnet.pictures.PictureFuzz;
import org.sparkresnet.registry.RegistryFuzz;
import org.sparkresnet.rowfiles.FooterFuzz;
import org.sparkresnet.store.RecordFuzz;
import org.sparkresnet.train.CheckpointFuzz;

/** Every reader of a file that may come from anywhere. */
final class FuzzTargets {
  private FuzzTargets() {}

  static List<FuzzTarget> all() throws Exception {
    return List.of(
        ModelFuzz.target(),
        ArchiveFuzz.tar(),
        ArchiveFuzz.png(),
        CheckpointFuzz.target(),
        LockFuzz.target(),
        RecordFuzz.manifest(),
        RecordFuzz.summary(),
        RegistryFuzz.champions(),
        ConfigFuzz.user(),
        ConfigFuzz.stored(),
        FooterFuzz.target(),
        CifarFuzz.target(),
        PictureFuzz.target());
  }
}
