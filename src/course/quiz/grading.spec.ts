import fc from 'fast-check';

import { grade, type Question, type QuizResponse, validateResponses } from './grading';

const question = (id: number, type: Question['type'], ...corrects: boolean[]): Question => ({
  id,
  type,
  text: `Question ${id}`,
  image: null,
  answers: corrects.map((correct, i) => ({ id: id * 10 + i, text: `Answer ${i}`, correct })),
});
const CAPITAL = question(1, 'single_choice', true, false, false);
const PRIMES = question(2, 'multi_choice', true, true, false, false);
const QUIZ = [CAPITAL, PRIMES];
const respond = (questionId: number, ...selectedOptions: number[]): QuizResponse => ({ questionId, selectedOptions });

describe('what responses to a quiz are accepted', () => {
  it('one for each question, in any order', () => {
    expect(validateResponses(QUIZ, [respond(2, 20, 23), respond(1, 12)])).toEqual([]);
  });

  it.each<[string, QuizResponse[], string, RegExp]>([
    ['no response', [respond(1, 10)], 'required', /^Question 2/],
    ['two responses to one question', [respond(1, 10), respond(2, 20), respond(1, 11)], 'invalid', /^Item 2:/],
    ['a question of another quiz', [respond(1, 10), respond(2, 20), respond(9, 90)], 'does_not_exist', /^Item 2:/],
    ['an answer of another question', [respond(1, 20), respond(2, 20)], 'does_not_exist', /^Item 0: option 20/],
    ['no option', [respond(1, 10), respond(2)], 'empty', /^Item 1:/],
    ['two options of a single choice', [respond(1, 10, 11), respond(2, 20)], 'invalid', /^Item 0:/],
    ['an option twice', [respond(1, 10), respond(2, 20, 20)], 'invalid', /^Item 1:/],
  ])('not %s', (_, responses, code, message) => {
    expect(validateResponses(QUIZ, responses)).toEqual([
      { field: 'responses', code, message: expect.stringMatching(message) },
    ]);
  });

  it('none to a quiz without questions', () => {
    expect(validateResponses([], [])).toEqual([
      { field: 'responses', code: 'invalid', message: 'The quiz has no questions.' },
    ]);
  });

  it('names everything that is wrong at once', () => {
    expect(validateResponses(QUIZ, [respond(9, 1), respond(1)]).map(({ code }) => code)).toEqual([
      'does_not_exist',
      'empty',
      'required',
    ]);
  });
});

describe('the grade of a quiz', () => {
  it('keeps the questions with what was selected and what was right', () => {
    const { questions } = grade(QUIZ, [respond(1, 10), respond(2, 20, 22)], 60);
    expect(questions.map(({ id, correct }) => [id, correct])).toEqual([
      [1, true],
      [2, false],
    ]);
    expect(questions[1]?.answers).toEqual([
      { id: 20, text: 'Answer 0', correct: true, selected: true },
      { id: 21, text: 'Answer 1', correct: true, selected: false },
      { id: 22, text: 'Answer 2', correct: false, selected: true },
      { id: 23, text: 'Answer 3', correct: false, selected: false },
    ]);
  });

  it.each<[string, number[], boolean]>([
    ['all correct answers and no other', [20, 21], true],
    ['the same in another order', [21, 20], true],
    ['only some of them', [20], false],
    ['all and a wrong one', [20, 21, 22], false],
    ['wrong ones', [22, 23], false],
  ])('of a multiple choice with %s', (_, selected, correct) => {
    expect(grade([PRIMES], [respond(2, ...selected)], 60).correctResponses).toBe(correct ? 1 : 0);
  });

  it.each([
    [1, 3, 33, 33, 'completed'],
    [1, 3, 34, 33, 'failed'],
    [2, 3, 67, 67, 'completed'],
    [3, 5, 60, 60, 'completed'],
    [0, 4, 0, 0, 'completed'],
    [0, 4, 1, 0, 'failed'],
    [3, 4, 100, 75, 'failed'],
    [4, 4, 100, 100, 'completed'],
  ])('%s right of %s with a pass mark of %s is %s, %s', (right, total, passingGrade, percent, result) => {
    const questions = Array.from({ length: total }, (_, i) => question(i + 1, 'single_choice', true, false));
    const responses = questions.map(({ id }, i) => respond(id, i < right ? id * 10 : id * 10 + 1));
    expect(grade(questions, responses, passingGrade)).toMatchObject({
      grade: percent,
      correctResponses: right,
      result,
    });
  });

  it('does not change when the questions are edited afterwards', () => {
    const answers = [{ id: 10, text: 'Rome', correct: true }];
    const editable = { ...CAPITAL, answers };
    const { questions } = grade([editable], [respond(1, 10)], 60);
    answers[0] = { id: 10, text: 'Milan', correct: false };
    expect(questions[0]?.answers[0]).toMatchObject({ text: 'Rome', correct: true });
  });

  it('is full for the right answers and loses exactly the questions that are answered otherwise', () => {
    const quiz = fc
      .array(fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 12 })
      .map((all) => all.map((rest, i) => question(i + 1, 'multi_choice', true, ...rest)));
    fc.assert(
      fc.property(quiz, fc.infiniteStream(fc.boolean()), (questions, spoil) => {
        const spoiled = new Set<number>();
        const responses = questions.map(({ id, answers }) => {
          const right = answers.filter(({ correct }) => correct).map((answer) => answer.id);
          if (!spoil.next().value) return respond(id, ...right);
          spoiled.add(id);
          // A question without wrong answers is spoiled by leaving a right one out; it has two at least.
          const wrong = answers.find(({ correct }) => !correct);
          return wrong ? respond(id, ...right, wrong.id) : respond(id, ...right.slice(1));
        });
        expect(validateResponses(questions, responses)).toEqual([]);
        const graded = grade(questions, responses, 100);
        expect(graded.correctResponses).toBe(questions.length - spoiled.size);
        expect(graded.questions.filter(({ correct }) => !correct).map(({ id }) => id)).toEqual([...spoiled]);
        expect(graded.result).toBe(spoiled.size === 0 ? 'completed' : 'failed');
      }),
    );
  });
});
