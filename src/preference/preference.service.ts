import { Injectable } from '@nestjs/common';

import { type Complaint, invalid } from '../http/domain-error';
import { originOf } from '../http/fields';
import { readDecimal, readFlag } from '../http/wire-values';
import type { DynamicPreferenceDto, PreferenceValue } from './preference.dto';
import { PreferenceRepository } from './preference.repository';

const MAX_TEXT = 2000;

/** Changes the settings of the community. */
@Injectable()
export class PreferenceService {
  constructor(private readonly preferences: PreferenceRepository) {}

  /**
   * Sets preferences by `section.name`, all or none, and returns them. Throws 400 on every key that names no
   * preference or whose value is not of the preference's own kind.
   */
  async update(changes: Readonly<Record<string, unknown>>): Promise<DynamicPreferenceDto[]> {
    const keys = Object.keys(changes);
    if (keys.length === 0) {
      throw invalid({ field: 'non_field_errors', code: 'required', message: 'Name at least one preference.' });
    }
    const found = await this.preferences.named(keys);
    const known = new Map(found.map((preference) => [`${preference.section}.${preference.name}`, preference]));
    const isForm = originOf(changes) === 'form';
    const values = new Map<number, PreferenceValue>();
    const complaints: Complaint[] = [];
    for (const key of keys) {
      const preference = known.get(key);
      const read = preference && valueLike(preference.value, changes[key], isForm);
      if (!preference) complaints.push({ field: key, code: 'does_not_exist', message: 'There is no such preference.' });
      else if (read === undefined) complaints.push(wrongKind(key, preference.value));
      else values.set(preference.id, read);
    }
    const [first, ...more] = complaints;
    if (first) throw invalid(first, ...more);
    return this.preferences.set(values);
  }
}

const wrongKind = (field: string, value: PreferenceValue): Complaint => ({
  field,
  code: 'invalid',
  message: `The value must be a ${typeof value}${typeof value === 'string' ? ` of at most ${MAX_TEXT} characters` : ''}.`,
});

/** How a form's text is read for a preference of each kind. */
const READERS: Readonly<Record<string, (value: unknown) => unknown>> = { boolean: readFlag, number: readDecimal };

/** `given` when it is of the same kind as `present`; undefined otherwise. Forms write every kind as text. */
function valueLike(present: PreferenceValue, given: unknown, isForm: boolean): PreferenceValue | undefined {
  const reader = isForm ? READERS[typeof present] : undefined;
  const value = reader ? reader(given) : given;
  if (typeof value !== typeof present) return undefined;
  if (typeof value === 'string') return value.length <= MAX_TEXT && !value.includes('\0') ? value : undefined;
  return typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value)) ? value : undefined;
}
