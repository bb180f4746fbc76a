import { rules } from '../../ask/index.ts';
import { deleteVerb } from '../resources/delete-verb.ts';

export default deleteVerb(['sg', 'rule', 'delete'], rules, 'cli.ruleDeleteSummary', 'cli.argRule');
