export const QUESTION_TYPES = ['single_choice', 'multi_choice'] as const;
export type QuestionType = (typeof QUESTION_TYPES)[number];

export interface Answer {
  readonly id: number;
  readonly text: string;
  readonly correct: boolean;
}

export interface Question {
  readonly id: number;
  readonly type: QuestionType;
  readonly text: string;
  readonly image: string | null;
  readonly answers: readonly Answer[];
}

/** What somebody answered to one question. */
export interface QuizResponse {
  readonly questionId: number;
  readonly selectedOptions: readonly number[];
}

/** A question as it was when it was answered, with what was chosen and whether that was right. */
export interface GradedQuestion extends Question {
  readonly correct: boolean;
  readonly answers: readonly (Answer & { readonly selected: boolean })[];
}

export interface Grading {
  /** Whole percent. */
  readonly grade: number;
  readonly correctResponses: number;
  readonly result: 'completed' | 'failed';
  readonly questions: readonly GradedQuestion[];
}

export interface ResponseComplaint {
  readonly field: 'responses';
  readonly code: 'required' | 'empty' | 'invalid' | 'does_not_exist';
  readonly message: string;
}

/**
 * What is wrong with the responses to a quiz, nothing when they can be graded. Every question takes exactly one
 * response, with at least one of its own answers and each of them once; a single choice takes exactly one. A quiz
 * without questions cannot be attempted. All complaints are on the field `responses`; the message names the position.
 */
export function validateResponses(
  questions: readonly Question[],
  responses: readonly QuizResponse[],
): ResponseComplaint[] {
  if (questions.length === 0) return [complain('invalid', 'The quiz has no questions.')];
  const byId = new Map(questions.map((question) => [question.id, question]));
  const seen = new Set<number>();
  const wrong = responses.flatMap((response, index) => {
    const repeated = seen.has(response.questionId);
    seen.add(response.questionId);
    const complaint = complaintOf(byId.get(response.questionId), response, repeated);
    return complaint ? [complain(complaint.code, `Item ${index}: ${complaint.message}`)] : [];
  });
  const missing = questions.filter(({ id }) => !seen.has(id));
  return [...wrong, ...missing.map(({ id }) => complain('required', `Question ${id} has no response.`))];
}

function complaintOf(
  question: Question | undefined,
  { questionId, selectedOptions }: QuizResponse,
  repeated: boolean,
): Pick<ResponseComplaint, 'code' | 'message'> | undefined {
  if (!question) return { code: 'does_not_exist', message: `question ${questionId} is not part of this quiz.` };
  if (repeated) return { code: 'invalid', message: `question ${questionId} has another response already.` };
  if (selectedOptions.length === 0) return { code: 'empty', message: 'select at least one option.' };

  const unknown = selectedOptions.find((id) => question.answers.every((answer) => answer.id !== id));
  if (unknown !== undefined) {
    return { code: 'does_not_exist', message: `option ${unknown} is not an answer of question ${questionId}.` };
  }
  if (new Set(selectedOptions).size < selectedOptions.length) {
    return { code: 'invalid', message: 'an option is selected more than once.' };
  }
  if (question.type === 'single_choice' && selectedOptions.length > 1) {
    return { code: 'invalid', message: 'select exactly one option.' };
  }
  return undefined;
}

const complain = (code: ResponseComplaint['code'], message: string): ResponseComplaint => ({
  field: 'responses',
  code,
  message,
});

/**
 * Grades responses that `validateResponses` has nothing against. A question counts when exactly its correct answers are
 * selected; the grade is the share of such questions in percent, rounded; it passes from `passingGrade` on. The result
 * holds the questions as they are now, so that later edits do not change what was answered.
 */
export function grade(
  questions: readonly Question[],
  responses: readonly QuizResponse[],
  passingGrade: number,
): Grading {
  const selected = new Map(responses.map(({ questionId, selectedOptions }) => [questionId, new Set(selectedOptions)]));
  const graded = questions.map((question) => gradeQuestion(question, selected.get(question.id) ?? new Set()));
  const correctResponses = graded.filter(({ correct }) => correct).length;
  const percent = Math.round((100 * correctResponses) / questions.length);
  return {
    grade: percent,
    correctResponses,
    result: percent >= passingGrade ? 'completed' : 'failed',
    questions: graded,
  };
}

/** Named field by field: a snapshot is stored, and must not keep whatever else the caller's rows carry. */
function gradeQuestion(question: Question, chosen: ReadonlySet<number>): GradedQuestion {
  const { id, type, text, image } = question;
  const answers = question.answers.map((answer) => ({
    id: answer.id,
    text: answer.text,
    correct: answer.correct,
    selected: chosen.has(answer.id),
  }));
  return { id, type, text, image, answers, correct: answers.every(({ correct, selected }) => selected === correct) };
}
