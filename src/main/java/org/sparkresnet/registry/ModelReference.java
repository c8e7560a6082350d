package org.sparkresnet.registry;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.Settings;

/**
 * How people name a version of the registry: champion, v7 or v000007, of the model registry.model
 * or of one that stands before: cifar-10@champion. (A file of such a name is ./champion.)
 *
 * @param model name of the model
 * @param version champion, or a version
 */
public record ModelReference(String model, String version) {
  private static final String CHAMPION = "champion";
  private static final Pattern TEXT =
      Pattern.compile("(?:([A-Za-z0-9][A-Za-z0-9._-]*)@)?(champion|v\\d+)");

  /** Empty if the text names no version, and so may be a path. */
  public static Optional<ModelReference> parse(String text, Settings settings) {
    Matcher matcher = TEXT.matcher(text);
    return matcher.matches()
        ? Optional.of(
            new ModelReference(
                matcher.group(1) == null ? settings.text("registry.model") : matcher.group(1),
                matcher.group(2)))
        : Optional.empty();
  }

  /**
   * The version that it means today.
   *
   * @throws UserError of kind USAGE if there is none
   */
  public ModelVersion find(Registry registry) {
    return find(registry, version);
  }

  /**
   * The version that a text means: champion, v000007, v7 or 7.
   *
   * @throws UserError of kind USAGE if it means none
   */
  public static ModelVersion find(Registry registry, String text) {
    if (text.equals(CHAMPION)) {
      return registry
          .champion()
          .map(Champion::version)
          .orElseThrow(
              () ->
                  UserError.usage(
                      registry.name()
                          + " has no champion yet; promote makes a version the champion"));
    }
    ModelVersion version =
        ModelVersion.parse(text)
            .orElseThrow(
                () ->
                    UserError.usage(
                        "a version must be like v000007, v7, 7 or champion, cannot be: " + text));
    return registry.manifest(version).version();
  }
}
