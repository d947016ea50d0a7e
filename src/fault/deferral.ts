/** What derived code throws where a run comes to something that is refused: the number of the refusal, as text that the code can hold. */
const MARK = 'adjoint refuses: ';

export const deferral = (at: number): string => `${MARK}${at}`;

/** The number, of something that was thrown. */
export function deferralOf(error: unknown): number | undefined {
  return typeof error === 'string' && error.startsWith(MARK) ? Number(error.slice(MARK.length)) : undefined;
}
