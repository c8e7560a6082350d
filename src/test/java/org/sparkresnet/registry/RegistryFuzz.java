package org.sparkresnet.registry;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.sparkresnet.fuzz.FuzzTarget;

/** Reader of champion.json and of the manifests of versions. */
public final class RegistryFuzz {
  private RegistryFuzz() {}

  public static FuzzTarget champions() {
    return new FuzzTarget(
        "champion",
        List.of(
            bytes(RegistryJsonTest.CHAMPIONS.toJson("cifar-10")),
            bytes(RegistryJsonTest.VERSION.toJson())),
        FuzzTarget.JSON,
        List.of(FuzzTarget.AS_IT_IS),
        file -> {
          String text = new String(file, StandardCharsets.UTF_8);
          if (text.contains("registered_at")) {
            VersionManifest.fromJson("manifest.json", text);
          } else {
            Champions.fromJson("champion.json", text).previous();
          }
        });
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
