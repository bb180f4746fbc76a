# Drives the recorded system's own firewall driver with host-state files. Usage: oracle.py OUTDIR STATE.json...
import sys, os, json, subprocess, re, ipaddress, collections
sys.argv_real = sys.argv[:]
out_root, files = sys.argv[1], sys.argv[2:]
sys.argv = ['neutron-linuxbridge-agent']
import eventlet; eventlet.monkey_patch(os=False)
from oslo_config import cfg
from neutron.common import config
from neutron.agent.linux import utils as lu
from neutron.agent.linux import iptables_manager, iptables_firewall, ip_conntrack, ipset_manager
from neutron.agent import securitygroups_rpc as sgrpc
from neutron.db import securitygroups_rpc_base as base
from neutron.conf.agent import common as agc
agc.register_root_helper(cfg.CONF)
agc.register_iptables_opts(cfg.CONF)
from neutron_lib.utils import net
cfg.CONF([], project='neutron', default_config_files=[])
cfg.CONF.set_override('firewall_driver','iptables','SECURITYGROUP')
cfg.CONF.set_override('lock_path','/tmp/locks','oslo_concurrency') if 'oslo_concurrency' in cfg.CONF else None
from oslo_concurrency import lockutils
lockutils.set_defaults('/tmp/locks')
import logging; logging.disable(logging.CRITICAL)

recorded=[]
def execute(cmd, process_input=None, addl_env=None, check_exit_code=True, return_stderr=False, log_fail_as_error=True, extra_ok_codes=None, run_as_root=False, privsep_exec=False):
    cmd=list(map(str,cmd))
    if cmd[0]=='conntrack':
        recorded.append(' '.join(cmd)); return ''
    p=subprocess.run(cmd, input=process_input, capture_output=True, text=True)
    if p.returncode and check_exit_code and p.returncode not in (extra_ok_codes or []):
        from neutron_lib import exceptions
        raise exceptions.ProcessExecutionError('cmd %s: %s'%(cmd,p.stderr), returncode=p.returncode)
    return (p.stdout,p.stderr) if return_stderr else p.stdout
lu.execute=execute
ip_conntrack.IpConntrackManager._start_process_queue=lambda self: None

class Shim(base.SecurityGroupInfoAPIMixin):
    state=None; client=None
    def security_group_info_for_devices(self, context, devices):
        r = self.security_group_info_for_ports(context, self._info(devices))
        def k(x):
            i=ipaddress.ip_network(x[0],strict=False); return (int(i.network_address),i.prefixlen)
        for g in r['sg_member_ips'].values():
            for e in g: g[e]=sorted(g[e],key=k)
        return r
    def _info(self, devices):
        res=collections.OrderedDict()
        for d in devices:
            p=next((p for p in self.state['ports'] if 'tap'+p['id'][:11]==d), None)
            if p is None: continue
            if (p.get('device_owner') or '').startswith('network:'): continue
            q=dict(p); q['device']=d
            q['security_groups']=list(p.get('security_groups') or [])
            q['security_group_rules']=[]; q['security_group_source_groups']=[]; q['security_group_remote_address_groups']=[]
            q['fixed_ips']=[f['ip_address'] for f in p.get('fixed_ips') or []]
            q['port_security_enabled']=p.get('port_security_enabled',True)
            q['allowed_address_pairs']=[{'ip_address':a['ip_address'],'mac_address':a.get('mac_address') or p['mac_address']} for a in p.get('allowed_address_pairs') or []]
            q.setdefault('device_owner','')
            res[d]=q
        return res
    def group(self,g): return next((x for x in self.state['security_groups'] if x['id']==g),None)
    def _select_rules_for_ports(self, context, ports):
        return [(d,dict(r,security_group_id=g,normalized_cidr=None)) for d,p in ports.items() for g in p['security_groups'] for r in (self.group(g) or {}).get('security_group_rules',[])]
    def _select_sg_ids_for_ports(self, context, ports):
        return [(g,) for p in ports.values() for g in p['security_groups']]
    def _is_security_group_stateful(self, context, g): return self.group(g).get('stateful',True)
    def _select_ips_for_remote_group(self, context, ids):
        r={}
        for g in ids: r[g]=set((ip,None) for ip in members(self.state,g))
        return r
    def _select_ips_for_remote_address_group(self, context, ids):
        return {g:set((a,None) for a in next((x['addresses'] for x in self.state.get('address_groups',[]) if x['id']==g),[])) for g in ids}

def members(state,g):
    m=state.get('members') or {}
    if g in m: return [x['ip_address'] for x in m[g]]
    r=[]
    for p in state['ports']:
        if g in (p.get('security_groups') or []):
            fx=[f['ip_address'] for f in p.get('fixed_ips') or []]
            r+=fx
            if fx: r+=[a['ip_address'] for a in p.get('allowed_address_pairs') or []]
    return r

class OSet(list):
    def __or__(self,o): return OSet(list(self)+[x for x in o if x not in self])
    def __ror__(self,o): return OSet(o)|self
    def __sub__(self,o): return OSet(x for x in self if x not in o)
    def __ior__(self,o): 
        for x in o:
            if x not in self: self.append(x)
        return self

BUILT={'filter':['INPUT','FORWARD','OUTPUT'],'raw':['PREROUTING','OUTPUT'],'nat':['PREROUTING','INPUT','OUTPUT','POSTROUTING'],'mangle':['PREROUTING','INPUT','FORWARD','OUTPUT','POSTROUTING']}
MAC=re.compile(r'\b([0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5})\b')
def canon(text):
    tables={};cur=None
    for l in text.splitlines():
        if not l or l[0]=='#': continue
        if l[0]=='*': cur=l[1:]; tables[cur]=({},[])
        elif l[0]==':':
            n,p=l[1:].split()[:2]; tables[cur][0][n]=p
        elif l=='COMMIT': cur=None
        else: tables[cur][1].append(re.sub(r'^\[\d+:\d+\] ','',l))
    o=[]
    for t in sorted(tables):
        if t not in BUILT: continue
        ch,rules=tables[t]
        own=sorted((c for c in ch if c not in BUILT[t]), key=lambda c:c.encode())
        if t!='filter' and not rules and not own: continue
        o.append('*'+t)
        order=[c for c in BUILT[t] if c in ch]+own
        for c in order: o.append(':%s %s'%(c,ch[c]))
        for c in order:
            for r in rules:
                if r.split()[1]==c: o.append(re.sub(r'(--mac-source )(\S+)',lambda m:m.group(1)+m.group(2).upper(),r))
        o.append('COMMIT')
    return '\n'.join(o)+'\n' if o else ''
def canon_sets(text):
    sets={}
    for l in text.splitlines():
        w=l.split()
        if w[0]=='create': sets[w[1]]=[w[2],w[4],set()]
        elif w[0]=='add': sets[w[1]][2].add(w[2])
    o=[]
    for n in sorted(sets):
        ty,f,m=sets[n]; o.append('create %s %s family %s'%(n,ty,f))
        def k(x):
            i=ipaddress.ip_network(x,strict=False); return (i.version,int(i.network_address),i.prefixlen)
        for x in sorted(m,key=k): o.append('add %s %s'%(n,x))
    return ''.join(x+'\n' for x in o)

def sh(*a, inp=None): return subprocess.run(a,input=inp,capture_output=True,text=True)
dirty=True
def reset():
    for f in ('iptables','ip6tables'):
        for t in ('filter','nat','mangle','raw'):
            sh(f,'-t',t,'-F'); sh(f,'-t',t,'-X')
            [sh(f,'-t',t,'-P',c,'ACCEPT') for c in BUILT[t]] if dirty else None
    sh('ipset','destroy')
def run(state,out):
    global dirty
    reset()
    dirty=bool(state.get('existing'))
    opts=state.get('options') or {}
    cfg.CONF.set_override('enable_ipset',opts.get('ipset',True),'SECURITYGROUP')
    cfg.CONF.set_override('comment_iptables_rules',opts.get('comments',True),'AGENT')
    ip_conntrack.CONTRACK_MGRS.clear()
    ex=state.get('existing')
    if ex:
        for k,f in (('v4','iptables-restore'),('v6','ip6tables-restore')):
            if ex.get(k): r=sh(f,inp='\n'.join(ex[k])+'\n'); 
    shim=Shim()
    queue=[]
    ip_conntrack.IpConntrackManager._process=lambda self,d,r,remote_ips=None: queue.append((self,list(d),r,remote_ips))
    agent=sgrpc.SecurityGroupAgentRpc(None,shim,defer_refresh_firewall=True)
    order=lambda ds:[d for d in ('tap'+p['id'][:11] for p in shim.state['ports']) if d in ds]+[d for d in ds if d not in ['tap'+p['id'][:11] for p in shim.state['ports']]]
    orig=agent.refresh_firewall
    agent.refresh_firewall=lambda ids=None: orig(order(list(ids)))
    steps=state.get('steps') or [state]
    prev=None; outs=[]
    for n,s in enumerate(steps,1):
        shim.state=s; recorded.clear()
        dev=lambda p:'tap'+p['id'][:11]
        if prev is None:
            new=OSet(dev(p) for p in s['ports']); upd=OSet(); gone=[]
        else:
            old={dev(p):p for p in prev['ports']}; now={dev(p):p for p in s['ports']}
            og={g['id']:g for g in prev['security_groups']}
            oa={g['id']:g for g in prev.get('address_groups',[])}
            changed_ag={a['id'] for a in s.get('address_groups',[]) if a['id'] in oa and oa[a['id']]['addresses']!=a['addresses']}
            rules=lambda g:[{k:v for k,v in r.items()} for r in g['security_group_rules']]
            ch=[g['id'] for g in s['security_groups'] if g['id'] in og and (rules(og[g['id']])!=rules(g) or any(r.get('remote_address_group_id') in changed_ag for r in g['security_group_rules']))]
            if ch: agent.security_groups_rule_updated(ch)
            gids={r.get('remote_group_id') for st in (prev,s) for g in st['security_groups'] for r in g['security_group_rules']}-{None}
            mc=[g for g in sorted(gids) if set(members(prev,g))!=set(members(s,g))]
            if mc: agent.security_groups_member_updated(mc)
            new=OSet(d for d in now if d not in old)
            upd=OSet(d for d in now if d in old and now[d]!=old[d])
            gone=[d for d in old if d not in now]
        agent.setup_port_filters(new,upd)
        if gone: agent.remove_devices_filter(gone)
        for (m,d,r,ips) in queue:
            if ips:
                for ip in ips: m._delete_conntrack_state(d,r,ip)
            else: m._delete_conntrack_state(d,r)
        queue.clear()
        prev=s
        res={'iptables.v4':canon(sh('iptables-save').stdout),'iptables.v6':canon(sh('ip6tables-save').stdout),'ipset':canon_sets(sh('ipset','save').stdout),
             'conntrack':''.join(x+'\n' for x in sorted(set(' '.join(c.split()) for c in recorded),key=lambda x:x.encode()))}
        for o in ([os.path.join(out,'step-%d'%n)] if state.get('steps') else [])+([out] if n==len(steps) else []):
            os.makedirs(o,exist_ok=True)
            for k,v in res.items(): open(os.path.join(o,k),'w').write(v)
os.makedirs('/tmp/locks',exist_ok=True)
for f in files:
    st=json.load(open(f)); name=os.path.splitext(os.path.basename(f))[0]
    if name=='state': name=os.path.basename(os.path.dirname(f))
    try: run(st,os.path.join(out_root,name)); print('ok',name,flush=True)
    except Exception as e: print('FAIL',name,repr(e)[:300],flush=True)
