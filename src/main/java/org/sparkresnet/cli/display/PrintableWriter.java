package org.sparkresnet.cli.display;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import org.sparkresnet.common.PrintableText;

/**
 * Writer of the results of commands: names and reasons in them may come from files that anyone has
 * written, and must not act on the terminal. Newlines and tabs stay, which are the command's own.
 */
public final class PrintableWriter extends FilterWriter {
  private PrintableWriter(Writer out) {
    super(out);
  }

  /** Writer of text in which no control sequence remains. */
  public static PrintWriter on(PrintWriter out) {
    return new PrintWriter(new PrintableWriter(out), true);
  }

  @Override
  public void write(int c) throws IOException {
    out.write(PrintableText.lines(String.valueOf((char) c)));
  }

  @Override
  public void write(char[] chars, int offset, int length) throws IOException {
    out.write(PrintableText.lines(new String(chars, offset, length)));
  }

  @Override
  public void write(String text, int offset, int length) throws IOException {
    out.write(PrintableText.lines(text.substring(offset, offset + length)));
  }
}
