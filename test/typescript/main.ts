import { gradients } from './gradients.ts';

console.log(gradients());
