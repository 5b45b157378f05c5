/**
 * Cuts a CSV text into smaller CSV texts, each of them the header and up to `recordsPerSlice` records. A line feed
 * between quotes belongs to its field and ends no record. The text is scanned as the slices are asked for, so that the
 * cost of cutting is spread over them too.
 *
 * @param text as in RFC 4180: records end in LF or CRLF, a quote inside a quoted field is doubled
 * @param recordsPerSlice whole, at least 1
 */
export function* csvSlices(text: string, recordsPerSlice: number): Generator<string, void> {
  const bodyStart = endOfRecords(text, 0, 1);
  const header = text.slice(0, bodyStart);
  for (let start = bodyStart; start < text.length;) {
    const end = endOfRecords(text, start, recordsPerSlice);
    yield header + text.slice(start, end);
    start = end;
  }
}

/** Where the record after the next `recordCount` records starts; the end of the text when fewer are left. */
function endOfRecords(text: string, start: number, recordCount: number): number {
  let lineStart = start;
  let isQuoted = false;
  let leftCount = recordCount;
  while (leftCount > 0) {
    // Line by line, for reading character by character cost a sixth of the parsing.
    const lineEnd = text.indexOf('\n', lineStart);
    if (lineEnd === -1) return text.length;
    if (hasOddQuotes(text.slice(lineStart, lineEnd))) isQuoted = !isQuoted;
    if (!isQuoted) leftCount -= 1;
    lineStart = lineEnd + 1;
  }
  return lineStart;
}

/** A doubled quote counts as two, which leaves a field as open or closed as it was. */
const hasOddQuotes = (line: string): boolean => line.includes('"') && line.split('"').length % 2 === 0;
