process.once('message', (/** @type {{ n: number }} */ { n }) => {
  process.send?.({ n: n + 1 }, () => process.disconnect());
});
