import { environBytes, lookUpLater, type Plan } from '@forkexec/core-native';
import { arrange, type Given, questionsOf } from './plan/index.js';

/**
 * The plan of what was asked for with names, once they are looked up by other threads. What the caller changes meanwhile, in
 * its arguments or its environment, does not count.
 *
 * @param use - is given the plan as soon as it is there
 * @throws InvalidAttrError naming who is not known; SyscallError when the database cannot be read; what `use` throws.
 */
export async function planLater(given: Given, use: (plan: Plan) => void): Promise<void> {
  const before = given.env === null ? environBytes() : undefined;
  const questions = questionsOf(given);
  let next = questions.next();
  while (!next.done) next = questions.next(await lookUpLater(next.value));
  const env = before === undefined || before.equals(environBytes()) ? given.env : entries(before);
  use(arrange({ ...given, env, credential: next.value }));
}

/** Only a list that is passed on as text loses bytes that are no UTF-8: `environ` unchanged is passed on as it is. */
function entries(bytes: Buffer): string[] {
  return bytes.toString().split('\0').slice(0, -1);
}
