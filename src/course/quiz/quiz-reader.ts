import type { Position } from '../../policy/policy';
import { MANAGERS } from '../../policy/standing';
import type { QuizReader } from './question.presenter';

/** How somebody reads quizzes: only creator and managers are shown which answers are right. */
export const quizReader = ({ standing }: Pick<Position, 'standing'>, origin: string): QuizReader => ({
  origin,
  seesCorrect: MANAGERS.includes(standing),
});
