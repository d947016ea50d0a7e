/** The public names of the package. */
import { installHost } from './host/index.ts';
import { installFramer } from './syntax/frame.ts';

export { grad, gradient, valueAndGrad, valueAndGradient } from './api/gradient.ts';
export { type Back, pullback } from './api/pullback.ts';
export { type CotangentHook, isDifferentiating, onCotangent, stopGradient } from './api/control.ts';
export { diagonalHessian, hessian, hvp } from './api/hessian.ts';
export { jacobian } from './api/jacobian.ts';
export { pushforward } from './api/pushforward.ts';
export { checkpoint } from './api/checkpoint.ts';
export { type CheckOptions, type GradientCheck, checkGradient } from './api/check.ts';
export {
  type Rule,
  bilinear,
  defineRule,
  flat,
  inert,
  linear,
  method,
  model,
  never,
  opaque,
  overwrite,
  scalar,
  source,
  withRules,
} from './api/rules.ts';
export { type RuleCheck, type RuleCheckOptions, type RuleFailure, checkRule } from './api/check-rule.ts';
export { axpy, cholesky, dot, inverse, logdet, matMul, matVec, norm, solve } from './linear-algebra/index.ts';
export { explain, explanation } from './api/explain.ts';
export type { Options } from './api/options.ts';
export type {
  CapturedGradients,
  Gradient,
  GradientOf,
  Gradients,
  HessianOf,
  IndexOf,
  JacobianOf,
  Seed,
  Seeds,
  Spread,
  TangentOf,
  Wrt,
  WrtOf,
} from './api/types.ts';
export type { Explanation } from './dispatch/explain.ts';
export { AdjointError, type FaultKind } from './fault/fault.ts';

installHost();
installFramer();
