/** Where a chart's PNG lies, relative to the report. */
export const picturePath = ({ name }: { readonly name: string }): string => `charts/${name}.png`;
