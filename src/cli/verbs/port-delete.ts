import { deleteVerb } from '../resources/delete-verb.ts';
import { ports } from '../resources/port.ts';

export default deleteVerb(['port', 'delete'], ports, 'cli.portDeleteSummary', 'cli.argPort');
