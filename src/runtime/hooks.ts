/** Functions of the user's that see a cotangent on its way. */

/** What a hook makes of the cotangent of a number. */
export function hooked(hook: (cotangent: number) => unknown, cotangent: number): number {
  const given = hook(cotangent);
  return typeof given === 'number' ? given : cotangent;
}
