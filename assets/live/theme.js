/** The colours and the font of the page, for what does not follow them by itself. */

/** Return the colours and the font that Plotly must be told, and whether the page is dark. */
export function themeOf(root) {
  const style = getComputedStyle(root);
  const of = (name, otherwise) => style.getPropertyValue(name).trim() || otherwise;
  const background = of("--st-secondary-background-color", "#ffffff");
  return {
    background,
    text: of("--st-text-color", "#262730"),
    grid: of("--st-border-color-light", of("--st-border-color", "rgba(128,128,128,.3)")),
    font: of("--st-font", "sans-serif"),
    dark: isDark(background),
  };
}

function isDark(color) {
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  context.fillStyle = color;
  context.fillRect(0, 0, 1, 1);
  const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
  return 0.299 * red + 0.587 * green + 0.114 * blue < 128;
}
