package org.sparkresnet.registry;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sparkresnet.common.FolderName;
import org.sparkresnet.common.UserError;

/**
 * Reference to a version in the registry, as users write it: champion, v7 or v000007, after the
 * name of a model where it is not the default one: cifar-10@champion. (A file of such a name is
 * ./champion.)
 *
 * @param model name of the model
 * @param version champion, or a version
 */
public record ModelReference(String model, String version) {
  private static final String CHAMPION = "champion";
  private static final Pattern TEXT = Pattern.compile("(?:(.*)@)?(champion|v\\d+)");

  /**
   * The reference in a text; empty if the text names no version, and so may be a path.
   *
   * @param defaultName name of the model for a text without one
   */
  public static Optional<ModelReference> parse(String text, String defaultName) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Optional<String> named = Optional.ofNullable(matcher.group(1));
    return named.isEmpty() || FolderName.isValid(named.get())
        ? Optional.of(new ModelReference(named.orElse(defaultName), matcher.group(2)))
        : Optional.empty();
  }

  /**
   * The version that the reference means today.
   *
   * @throws UserError of code USAGE if there is none
   */
  public ModelVersion find(Registry registry) {
    return find(registry, version);
  }

  /**
   * The version that a text means: champion, v000007, v7 or 7.
   *
   * @throws UserError of code USAGE if it means none; of code DATA if the file with the champions
   *     is gone
   */
  public static ModelVersion find(Registry registry, String text) {
    if (text.equals(CHAMPION)) {
      return registry
          .champion()
          .map(Champion::version)
          .orElseThrow(
              () ->
                  registry.hadChampion()
                      ? registry.championIsGone()
                      : UserError.usage(
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
