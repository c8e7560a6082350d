package org.sparkresnet.jobs.train;

import org.apache.hadoop.fs.Path;
import org.sparkresnet.common.ErrorText;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.dataset.CifarImages;
import org.sparkresnet.jobs.Failure;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.RunScope;
import org.sparkresnet.jobs.report.FoundPictures;
import org.sparkresnet.jobs.report.ReportJob;
import org.sparkresnet.store.StoreWriter;

/** Report page of a run, written when its training ends. Driver only. */
record RunReport(JobContext context, RunScope scope, CifarImages images) {
  /** Writes the page; a run whose results are stored does not fail for want of it. */
  void write(StoreWriter writer) {
    try {
      String html =
          new ReportJob(context)
              .html(scope.run(), scope.written(), reported -> FoundPictures.of(images, reported));
      Path file = ReportJob.file(scope.store(), scope.run());
      writer.writeAtomically(file, html);
      context.listener().note("report: " + HumanText.path(file));
    } catch (Exception e) { // Spark's own is checked, and Scala throws it undeclared
      context.listener().warning("no report was written: " + ErrorText.of(Failure.of(e).reason()));
    }
  }

  /** Writes the page of a run that failed, unless it is another process's now, or can go on. */
  void writeAfterFailure() {
    if (!scope.cannotFail()) {
      write(scope.impatient());
    }
  }
}
