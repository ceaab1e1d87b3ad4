// A child with a channel: says hello, and ends when it is answered.
process.send?.('hello');
process.once('message', () => process.disconnect());
