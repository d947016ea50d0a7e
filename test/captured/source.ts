/** A module whose variables other modules import. */
export let counter = 3;
export const table = [1, 2];
export function setCounter(next: number): void {
  counter = next;
}
export const scale = (x: number): number => x * counter;
export default function twice(x: number): number {
  return 2 * x;
}
