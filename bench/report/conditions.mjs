import { sizeOf } from './numbers.mjs';

/** @import { Results } from '../measure.mjs' */

/** Where the numbers come from, in lines. @param {Results} results */
export function conditions({ machine: m, options, foreignShare, peers, missing, seconds, complete }) {
  const sizes = options.memoryMiB.map(sizeOf).join(', ');
  const shares =
    foreignShare && [foreignShare.median, foreignShare.min, foreignShare.max].map((n) => `${Math.round(n * 100)} %`);
  return [
    `${m.date}: ${m.cpus} CPUs (${m.cpu}), ${m.memoryGiB} GiB, Linux ${m.kernel}, huge pages ${m.hugePages}.`,
    `${options.rounds} rounds of ${options.ms} ms for each row, parents of ${sizes}: ${Math.ceil(seconds / 60)} minutes.`,
    ...(options.quick ? ['A quick run: these numbers mean little.'] : []),
    ...(complete ? [] : ['Stopped on the way: not all of the rounds are in it.']),
    ...(shares ? [`CPU time that other work had: ${shares[0]} (${shares[1]} to ${shares[2]} of a round).`] : []),
    '',
    ...peers.map(({ name, version }) => `- ${name}: ${version}`),
    ...missing.map(({ name, why }) => `- ${name}: left out, ${why}`),
  ];
}
