import random, json, sys, uuid, os
seed0,n,outdir,mode=int(sys.argv[1]),int(sys.argv[2]),sys.argv[3],(sys.argv[4] if len(sys.argv)>4 else 'single')
os.makedirs(outdir,exist_ok=True)
def gen(seed):
    R=random.Random(seed)
    U=lambda: str(uuid.UUID(int=R.getrandbits(128),version=4))
    nets=[U() for _ in range(R.randint(1,4))]
    gids=[U() for _ in range(R.randint(1,5))]
    ags=[U() for _ in range(R.randint(0,2))]
    v4=lambda: '10.%d.%d.%d'%(R.randint(0,3),R.randint(0,3),R.randint(1,254))
    v6=lambda: R.choice(['2001:db8:%x::%x','2001:DB8:%x:0::%x','fe80::%x:%x','fd00:%04x::0:%x'])%(R.randint(0,15),R.randint(1,999))
    pre4=lambda: R.choice([v4(),v4()+'/%d'%R.choice([0,1,8,12,16,20,24,25,30,31,32]),'0.0.0.0/0','10.9.9.9/8','10.0.0.0/8','0.0.0.0/1'])
    pre6=lambda: R.choice([v6(),v6()+'/%d'%R.choice([0,1,16,32,48,64,96,127,128]),'::/0','2001:db8::/32','2001:0DB8:0::1/32'])
    mac=lambda: R.choice(['fa:16:3e:%02x:%02x:%02x','FA:16:3E:%02X:%02X:%02X'])%(R.randint(0,255),R.randint(0,255),R.randint(0,255))
    protos=[None]*4+['tcp']*5+['udp']*4+['icmp']*4+['6','17','1','58','icmpv6','ipv6-icmp','sctp','132','dccp','33','udplite','136','ah','egp','esp','gre','igmp','ipip','4','94','ipv6-encap','41','ipv6-frag','44','ipv6-nonxt','ipv6-opts','ipv6-route','ospf','89','pgm','113','rsvp','vrrp','112','0','ip','hopopt','47','50','200','255','253','3','121']
    ports_=[0,1,22,53,67,68,80,443,8000,65535]
    def rule():
        e=R.choice(['IPv4','IPv4','IPv6']); p=R.choice(protos)
        if e=='IPv4' and p in ('icmpv6','ipv6-icmp','58','ipv6-frag','44') and R.random()<.8: p='tcp'
        mn=mx=None
        if p in ('tcp','udp','6','17','sctp','132','dccp','33','udplite','136') and R.random()<.75:
            a=R.choice(ports_[1:]);b=R.choice(ports_[1:]);mn,mx=min(a,b),max(a,b)
            if R.random()<.4: mx=mn
        elif p in ('icmp','1','icmpv6','ipv6-icmp','58') and R.random()<.7:
            mn=R.choice([0,3,8,11,128,134,136,255,0]); mx=R.choice([None,None,0,1,4,255])
        elif p is not None and R.random()<.1: mn=R.choice(ports_); mx=R.choice(ports_)
        r=dict(id=U(),direction=R.choice(['ingress','ingress','egress']),ethertype=e,protocol=p,port_range_min=mn,port_range_max=mx,remote_ip_prefix=None,remote_group_id=None,remote_address_group_id=None)
        q=R.random()
        if q<.35: r['remote_ip_prefix']=pre4() if e=='IPv4' else pre6()
        elif q<.6: r['remote_group_id']=R.choice(gids+[rg])
        elif q<.66 and ags: r['remote_address_group_id']=R.choice(ags)
        return r
    rg=U()
    groups=[]
    for g in gids:
        rs=[rule() for _ in range(R.choice([0,1,2,4,8,12]))]
        if rs and R.random()<.3: rs.append(dict(R.choice(rs),id=U()))
        R.shuffle(rs)
        groups.append(dict(id=g,name='g',stateful=R.random()<.8,security_group_rules=rs))
    # ids with bigger pool; sometimes same first char groups
    def port():
        net=R.choice(nets)
        fx=[]
        for _ in range(R.choice([0,1,1,1,2,3])): fx.append(dict(subnet_id=U(),ip_address=v4() if R.random()<.6 else v6()))
        aap=[]
        for _ in range(R.choice([0,0,0,1,2,3])):
            a=dict(ip_address=R.choice([pre4,pre6])())
            if R.random()<.6: a['mac_address']=mac()
            aap.append(a)
        owner=R.choice(['compute:nova']*8+['','network:dhcp','network:router_interface','neutron:LOADBALANCER'])
        ps=R.random()<.85
        return dict(id=U(),network_id=net,mac_address=mac(),fixed_ips=fx,allowed_address_pairs=aap,security_groups=R.sample(gids,R.randint(0,min(3,len(gids)))) if ps else [],port_security_enabled=ps,device_owner=owner,device_id=U(),admin_state_up=True)
    ports=[port() for _ in range(R.randint(1,6))]
    mem={}
    def mk():
        l=[]
        for _ in range(R.choice([0,1,2,3,6,9])): l.append(dict(ip_address=R.choice([v4,v4,v6,pre4,pre6])()))
        return l
    for g in gids+[rg]:
        if R.random()<.6: mem[g]=mk()
    mem.setdefault(rg,mk())
    agl=[dict(id=a,name='a',addresses=[R.choice([pre4,pre6])() for _ in range(R.randint(0,4))]) for a in ags]
    for a in agl: a['addresses']=[x if '/' in x else x+('/128' if ':' in x else '/32') for x in a['addresses']]
    opts=dict(profile='zed')
    if R.random()<.25: opts['ipset']=False
    if R.random()<.15: opts['comments']=False
    base=dict(ports=ports,security_groups=groups,address_groups=agl,members=mem)
    if mode=='single': return dict(host='h',options=opts,**base)
    cp=lambda x: json.loads(json.dumps(x))
    steps=[base]
    for _ in range(R.randint(1,4)):
        s=cp(steps[-1])
        for _ in range(R.choice([1,1,1,2,3])):
            k=R.choice(['rule+','rule-','rule~','mem+','mem-','memswap','port+','port-','pgroup','paddr','psec','aap','none','ag'])
            g=R.choice(s['security_groups'])
            p=R.choice(s['ports']) if s['ports'] else None
            if k=='rule+': g['security_group_rules'].append(rule())
            elif k=='rule-' and g['security_group_rules']: g['security_group_rules'].pop(R.randrange(len(g['security_group_rules'])))
            elif k=='rule~' and g['security_group_rules']:
                i=R.randrange(len(g['security_group_rules'])); g['security_group_rules'][i]=rule()
            elif k.startswith('mem'):
                if not s['members']: continue
                m=R.choice(list(s['members']))
                if k=='mem+': s['members'][m]=s['members'][m]+mk()
                elif k=='mem-' and s['members'][m]: s['members'][m].pop(R.randrange(len(s['members'][m])))
                else: s['members'][m]=mk()
            elif k=='port+': s['ports'].insert(R.randint(0,len(s['ports'])) if R.random()<.3 else len(s['ports']),port())
            elif k=='port-' and len(s['ports'])>1: s['ports'].remove(p)
            elif k=='pgroup' and p and p['port_security_enabled']: p['security_groups']=R.sample(gids,R.randint(0,min(3,len(gids))))
            elif k=='paddr' and p: p['fixed_ips']=[dict(subnet_id=U(),ip_address=R.choice([v4,v6])()) for _ in range(R.randint(0,2))]
            elif k=='psec' and p and not p['device_owner'].startswith('network:'):
                p['port_security_enabled']=not p['port_security_enabled']
                p['security_groups']=[] if not p['port_security_enabled'] else R.sample(gids,1)
            elif k=='aap' and p: p['allowed_address_pairs']=[dict(ip_address=pre4())]
            elif k=='ag' and s['address_groups']:
                R.choice(s['address_groups'])['addresses']=[x if '/' in x else x+'/32' for x in [pre4()]]
        steps.append(s)
    return dict(host='h',options=opts,steps=steps)
for i in range(n): json.dump(gen(seed0+i),open(os.path.join(outdir,'%06d.json'%(seed0+i)),'w'),indent=1)
