package org.sparkresnet;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparkresnet.cli.Main;

class ArchitectureTest {
  private static final String ROOT = "org.sparkresnet";

  /** From the lowest to the highest: each uses only those before it. */
  private static final List<String> STAGES =
      List.of(
          ROOT,
          ROOT + ".cifar..",
          ROOT + ".files..",
          ROOT + ".dataset..",
          ROOT + ".nn.onednn..",
          ROOT + ".nn",
          ROOT + ".train..",
          ROOT + ".evaluate..",
          ROOT + ".results..",
          ROOT + ".registry..",
          ROOT + ".cli..");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  static List<String> stages() {
    return STAGES.subList(0, STAGES.size() - 1);
  }

  @ParameterizedTest
  @MethodSource("stages")
  void stageUsesNoLaterStage(String stage) {
    List<String> later = STAGES.subList(STAGES.indexOf(stage) + 1, STAGES.size());
    noClasses()
        .that(resideInAPackage(stage))
        .should()
        .dependOnClassesThat(resideInAnyPackage(later.toArray(String[]::new)))
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void everyPackageIsAStage() {
    String[] stages = STAGES.toArray(String[]::new);
    assertThat(CLASSES).isNotEmpty().allMatch(resideInAnyPackage(stages));
  }

  @Test
  void onlyMainEndsTheProcess() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(Main.class.getName())
        .should()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "halt", int.class)
        .check(CLASSES);
  }

  @Test
  void everyPseudoRandomChoiceDerivesFromTheSeed() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.util.Random")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.util.concurrent.ThreadLocalRandom")
        .orShould()
        .callMethod(Math.class, "random")
        .check(CLASSES);
  }

  @Test
  void cifarIsPureJava() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".cifar..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.spark..", "org.apache.hadoop..", "org.deeplearning4j..", "org.nd4j..")
        .check(CLASSES);
  }
}
