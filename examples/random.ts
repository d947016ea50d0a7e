/** Numbers that are the same in every run: uniform ones in [0, 1), and normal ones made of two of those. */
export function uniforms(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

export function normals(seed: number): () => number {
  const uniform = uniforms(seed);
  for (let i = 0; i < 16; i++) uniform();
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}
