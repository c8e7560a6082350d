package org.sparkresnet.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.lang.StackWalker.StackFrame;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Keys of reference.conf and the sections that read them are the same, one to one. */
class ReferenceKeysTest {
  private static Set<String> keys() {
    return JobConfig.defaults().values().keySet();
  }

  @Test
  void everyKeyIsReadByOneSectionAndNoOtherKeyIsRead() {
    SortedMap<String, Set<String>> readers = new TreeMap<>();
    JobConfig.of(new Settings(recording(ConfigLayers.reference(), readers)));
    assertThat(readers.keySet()).isEqualTo(keys());
    assertThat(readers.values()).allSatisfy(methods -> assertThat(methods).hasSize(1));
  }

  /** A default that stood in a class would take the place of the missing one. */
  @ParameterizedTest
  @MethodSource("keys")
  void everyDefaultStandsInReferenceConf(String key) {
    Settings settings = new Settings(ConfigLayers.reference().withoutPath(key));
    assertThatThrownBy(() -> JobConfig.of(settings))
        .isInstanceOf(ConfigException.Missing.class)
        .hasMessageContaining("'" + key + "'");
  }

  /** The configuration, which notes for each key the methods that read it. */
  private static Config recording(Config config, SortedMap<String, Set<String>> readers) {
    return (Config)
        Proxy.newProxyInstance(
            ReferenceKeysTest.class.getClassLoader(),
            new Class<?>[] {Config.class},
            (proxy, method, arguments) -> {
              if (arguments != null && arguments[0] instanceof String key) {
                readers.computeIfAbsent(key, k -> new TreeSet<>()).add(reader());
              }
              try {
                return method.invoke(config, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static String reader() {
    String room = JobConfig.class.getPackageName() + ".";
    Set<String> passedOver = Set.of(Settings.class.getName(), ReferenceKeysTest.class.getName());
    StackFrame frame =
        StackWalker.getInstance()
            .walk(
                frames ->
                    frames
                        .filter(it -> it.getClassName().startsWith(room))
                        .filter(it -> passedOver.stream().noneMatch(it.getClassName()::startsWith))
                        .findFirst()
                        .orElseThrow());
    return frame.getClassName() + "." + frame.getMethodName();
  }
}
