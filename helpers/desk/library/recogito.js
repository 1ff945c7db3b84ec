var recogito = (() => {
  var __defProp = Object.defineProperty;
  var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
  var __getOwnPropNames = Object.getOwnPropertyNames;
  var __hasOwnProp = Object.prototype.hasOwnProperty;
  var __export = (target, all) => {
    for (var name in all)
      __defProp(target, name, { get: all[name], enumerable: true });
  };
  var __copyProps = (to, from, except, desc) => {
    if (from && typeof from === "object" || typeof from === "function") {
      for (let key of __getOwnPropNames(from))
        if (!__hasOwnProp.call(to, key) && key !== except)
          __defProp(to, key, { get: () => from[key], enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable });
    }
    return to;
  };
  var __toCommonJS = (mod) => __copyProps(__defProp({}, "__esModule", { value: true }), mod);

  // entry.js
  var entry_exports = {};
  __export(entry_exports, {
    createRenderer: () => yt,
    createTextAnnotator: () => Oe,
    rangeToSelector: () => Yt,
    reviveSelector: () => pt
  });

  // node_modules/uuid/dist/stringify.js
  var byteToHex = [];
  for (let i2 = 0; i2 < 256; ++i2) {
    byteToHex.push((i2 + 256).toString(16).slice(1));
  }
  function unsafeStringify(arr, offset = 0) {
    return (byteToHex[arr[offset + 0]] + byteToHex[arr[offset + 1]] + byteToHex[arr[offset + 2]] + byteToHex[arr[offset + 3]] + "-" + byteToHex[arr[offset + 4]] + byteToHex[arr[offset + 5]] + "-" + byteToHex[arr[offset + 6]] + byteToHex[arr[offset + 7]] + "-" + byteToHex[arr[offset + 8]] + byteToHex[arr[offset + 9]] + "-" + byteToHex[arr[offset + 10]] + byteToHex[arr[offset + 11]] + byteToHex[arr[offset + 12]] + byteToHex[arr[offset + 13]] + byteToHex[arr[offset + 14]] + byteToHex[arr[offset + 15]]).toLowerCase();
  }

  // node_modules/uuid/dist/rng.js
  var rnds8 = new Uint8Array(16);
  function rng() {
    return crypto.getRandomValues(rnds8);
  }

  // node_modules/uuid/dist/v4.js
  function v4(options, buf, offset) {
    if (!buf && !options && crypto.randomUUID) {
      return crypto.randomUUID();
    }
    return _v4(options, buf, offset);
  }
  function _v4(options, buf, offset) {
    options = options || {};
    const rnds = options.random ?? options.rng?.() ?? rng();
    if (rnds.length < 16) {
      throw new Error("Random bytes length must be >= 16");
    }
    rnds[6] = rnds[6] & 15 | 64;
    rnds[8] = rnds[8] & 63 | 128;
    if (buf) {
      offset = offset || 0;
      if (offset < 0 || offset + 16 > buf.length) {
        throw new RangeError(`UUID byte range ${offset}:${offset + 15} is out of buffer bounds`);
      }
      for (let i2 = 0; i2 < 16; ++i2) {
        buf[offset + i2] = rnds[i2];
      }
      return buf;
    }
    return unsafeStringify(rnds);
  }
  var v4_default = v4;

  // node_modules/@annotorious/core/dist/annotorious-core.es.js
  var W = Object.prototype.hasOwnProperty;
  function _(e2, t2) {
    var n2, o2;
    if (e2 === t2) return true;
    if (e2 && t2 && (n2 = e2.constructor) === t2.constructor) {
      if (n2 === Date) return e2.getTime() === t2.getTime();
      if (n2 === RegExp) return e2.toString() === t2.toString();
      if (n2 === Array) {
        if ((o2 = e2.length) === t2.length)
          for (; o2-- && _(e2[o2], t2[o2]); ) ;
        return o2 === -1;
      }
      if (!n2 || typeof e2 == "object") {
        o2 = 0;
        for (n2 in e2)
          if (W.call(e2, n2) && ++o2 && !W.call(t2, n2) || !(n2 in t2) || !_(e2[n2], t2[n2])) return false;
        return Object.keys(t2).length === o2;
      }
    }
    return e2 !== e2 && t2 !== t2;
  }
  var K = /* @__PURE__ */ Symbol("clean");
  var N = [];
  var I = 0;
  var $ = 4;
  var ee = globalThis.nanostoresGlobal || (globalThis.nanostoresGlobal = { epoch: 0 });
  var te = () => {
    let e2;
    for (I = 0; I < N.length; I += $)
      try {
        N[I](
          N[I + 1].value,
          N[I + 2],
          N[I + 3]
        );
      } catch (t2) {
        e2 = t2;
      }
    if (N.length = 0, e2) throw e2;
  };
  var M = /* @__NO_SIDE_EFFECTS__ */ (e2) => {
    let t2 = [], n2 = {
      eq: Object.is,
      get() {
        return n2.lc || n2.listen(() => {
        })(), n2.value;
      },
      init: e2,
      lc: 0,
      listen(o2) {
        return n2.lc = t2.push(o2), () => {
          for (let f2 = I + $; f2 < N.length; )
            N[f2] === o2 ? N.splice(f2, $) : f2 += $;
          let d2 = t2.indexOf(o2);
          ~d2 && (t2.splice(d2, 1), --n2.lc || n2.off());
        };
      },
      notify(o2, d2) {
        ee.epoch++;
        let f2 = !N.length && true;
        for (let A of t2)
          N.push(
            A,
            n2,
            o2,
            d2
          );
        f2 && te();
      },
      /* It will be called on last listener unsubscribing.
         We will redefine it in onMount and onStop. */
      off() {
      },
      set(o2) {
        let d2 = n2.value;
        n2.eq(d2, o2) || (n2.value = o2, n2.notify(d2));
      },
      subscribe(o2) {
        let d2 = n2.listen(o2);
        return o2(n2.value), d2;
      },
      value: e2
    };
    return n2[K] = () => {
      t2 = [], n2.lc = 0, n2.off();
    }, n2;
  };
  var De = (e2) => {
    const t2 = /* @__PURE__ */ M(null);
    return e2.observe(({ changes: n2 }) => {
      const o2 = t2.get();
      if (o2) {
        (n2.deleted || []).some((A) => A.id === o2) && t2.set(null);
        const f2 = (n2.updated || []).find(({ oldValue: A }) => A.id === o2);
        f2 && t2.set(f2.newValue.id);
      }
    }), {
      get current() {
        return t2.get();
      },
      subscribe: t2.subscribe.bind(t2),
      set: t2.set.bind(t2)
    };
  };
  var ne = /* @__PURE__ */ ((e2) => (e2.EDIT = "EDIT", e2.SELECT = "SELECT", e2.NONE = "NONE", e2))(ne || {});
  var z = { selected: [] };
  var Ne = (e2, t2, n2) => {
    const o2 = /* @__PURE__ */ M(z);
    let d2 = t2;
    const f2 = () => {
      _(o2.get(), z) || o2.set(z);
    }, A = () => {
      var g2;
      return ((g2 = o2.get().selected) == null ? void 0 : g2.length) === 0;
    }, w2 = (g2) => {
      if (A())
        return false;
      const E2 = typeof g2 == "string" ? g2 : g2.id;
      return o2.get().selected.some((L2) => L2.id === E2);
    }, C2 = (g2, E2) => {
      let L2;
      if (Array.isArray(g2)) {
        if (L2 = g2.map((i2) => e2.getAnnotation(i2)).filter(Boolean), L2.length < g2.length) {
          return;
        }
      } else {
        const i2 = e2.getAnnotation(g2);
        if (!i2) {
          return;
        }
        L2 = [i2];
      }
      const O = L2.reduce((i2, u2) => {
        const h2 = b2(u2);
        return h2 === "EDIT" ? [...i2, { id: u2.id, editable: true }] : h2 === "SELECT" ? [...i2, { id: u2.id }] : i2;
      }, []);
      o2.set({ selected: O, event: E2 });
    }, m2 = (g2, E2) => {
      const L2 = Array.isArray(g2) ? g2 : [g2], O = L2.map((i2) => e2.getAnnotation(i2)).filter((i2) => !!i2);
      o2.set({
        selected: O.map((i2) => {
          const u2 = E2 === void 0 ? b2(i2) === "EDIT" : E2;
          return { id: i2.id, editable: u2 };
        })
      }), O.length !== L2.length && void 0;
    }, S2 = (g2) => {
      if (A())
        return false;
      const { selected: E2 } = o2.get();
      E2.some(({ id: O }) => g2.includes(O)) && o2.set({ selected: E2.filter(({ id: O }) => !g2.includes(O)) });
    }, l2 = (g2) => {
      d2 = g2, m2(o2.get().selected.map(({ id: E2 }) => E2));
    }, b2 = (g2) => oe(g2, d2, n2);
    return e2.observe(
      ({ changes: g2 }) => S2((g2.deleted || []).map((E2) => E2.id))
    ), {
      get event() {
        const g2 = o2.get();
        return g2 ? g2.event : null;
      },
      get selected() {
        const g2 = o2.get();
        return g2 ? [...g2.selected] : null;
      },
      get userSelectAction() {
        return d2;
      },
      clear: f2,
      evalSelectAction: b2,
      isEmpty: A,
      isSelected: w2,
      setSelected: m2,
      setUserSelectAction: l2,
      subscribe: o2.subscribe.bind(o2),
      userSelect: C2
    };
  };
  var oe = (e2, t2, n2) => {
    const o2 = n2 ? n2.serialize(e2) : e2;
    return typeof t2 == "function" ? t2(o2) : t2 || "EDIT";
  };
  var B = [];
  for (let e2 = 0; e2 < 256; ++e2)
    B.push((e2 + 256).toString(16).slice(1));
  function se(e2, t2 = 0) {
    return (B[e2[t2 + 0]] + B[e2[t2 + 1]] + B[e2[t2 + 2]] + B[e2[t2 + 3]] + "-" + B[e2[t2 + 4]] + B[e2[t2 + 5]] + "-" + B[e2[t2 + 6]] + B[e2[t2 + 7]] + "-" + B[e2[t2 + 8]] + B[e2[t2 + 9]] + "-" + B[e2[t2 + 10]] + B[e2[t2 + 11]] + B[e2[t2 + 12]] + B[e2[t2 + 13]] + B[e2[t2 + 14]] + B[e2[t2 + 15]]).toLowerCase();
  }
  var ie = new Uint8Array(16);
  function de() {
    return crypto.getRandomValues(ie);
  }
  function q(e2, t2, n2) {
    return crypto.randomUUID ? crypto.randomUUID() : re(e2);
  }
  function re(e2, t2, n2) {
    var d2;
    e2 = e2 || {};
    const o2 = e2.random ?? ((d2 = e2.rng) == null ? void 0 : d2.call(e2)) ?? de();
    if (o2.length < 16)
      throw new Error("Random bytes length must be >= 16");
    return o2[6] = o2[6] & 15 | 64, o2[8] = o2[8] & 63 | 128, se(o2);
  }
  var V = (e2) => {
    const t2 = (n2) => {
      const o2 = { ...n2 };
      return n2.created && typeof n2.created == "string" && (o2.created = new Date(n2.created)), n2.updated && typeof n2.updated == "string" && (o2.updated = new Date(n2.updated)), o2;
    };
    return {
      ...e2,
      bodies: (e2.bodies || []).map(t2),
      target: t2(e2.target)
    };
  };
  var ae = (e2, t2) => {
    const n2 = new Set(e2.bodies.map((o2) => o2.id));
    return t2.bodies.filter((o2) => !n2.has(o2.id));
  };
  var ce = (e2, t2) => {
    const n2 = new Set(t2.bodies.map((o2) => o2.id));
    return e2.bodies.filter((o2) => !n2.has(o2.id));
  };
  var le = (e2, t2) => t2.bodies.map((n2) => {
    const o2 = e2.bodies.find((d2) => d2.id === n2.id);
    return { newBody: n2, oldBody: o2 && !_(o2, n2) ? o2 : void 0 };
  }).filter(({ oldBody: n2 }) => n2).map(({ oldBody: n2, newBody: o2 }) => ({ oldBody: n2, newBody: o2 }));
  var ue = (e2, t2) => !_(e2.target, t2.target);
  var Q = (e2, t2) => {
    const n2 = ae(e2, t2), o2 = ce(e2, t2), d2 = le(e2, t2);
    return {
      oldValue: e2,
      newValue: t2,
      bodiesCreated: n2.length > 0 ? n2 : void 0,
      bodiesDeleted: o2.length > 0 ? o2 : void 0,
      bodiesUpdated: d2.length > 0 ? d2 : void 0,
      targetUpdated: ue(e2, t2) ? { oldTarget: e2.target, newTarget: t2.target } : void 0
    };
  };
  var y = /* @__PURE__ */ ((e2) => (e2.LOCAL = "LOCAL", e2.REMOTE = "REMOTE", e2.SILENT = "SILENT", e2))(y || {});
  var pe = (e2, t2) => {
    var f2, A;
    const { changes: n2, origin: o2 } = t2;
    if (!(e2.options.origin ? e2.options.origin === o2 : o2 !== "SILENT"))
      return false;
    if (e2.options.ignore) {
      const { ignore: w2 } = e2.options, C2 = (S2) => S2 && S2.length > 0;
      if (!(C2(n2.created) || C2(n2.deleted))) {
        const S2 = (f2 = n2.updated) == null ? void 0 : f2.some((b2) => C2(b2.bodiesCreated) || C2(b2.bodiesDeleted) || C2(b2.bodiesUpdated)), l2 = (A = n2.updated) == null ? void 0 : A.some((b2) => b2.targetUpdated);
        if (w2 === "BODY_ONLY" && S2 && !l2 || w2 === "TARGET_ONLY" && l2 && !S2)
          return false;
      }
    }
    if (e2.options.annotations) {
      const w2 = /* @__PURE__ */ new Set([
        ...(n2.created || []).map((m2) => m2.id),
        ...(n2.deleted || []).map((m2) => m2.id),
        ...(n2.updated || []).map(({ oldValue: m2 }) => m2.id)
      ]);
      return !!(Array.isArray(e2.options.annotations) ? e2.options.annotations : [e2.options.annotations]).find((m2) => w2.has(m2));
    } else
      return true;
  };
  var ge = (e2, t2) => {
    const n2 = new Set((e2.created || []).map((l2) => l2.id)), o2 = new Set((e2.updated || []).map(({ newValue: l2 }) => l2.id)), d2 = new Set((t2.created || []).map((l2) => l2.id)), f2 = new Set((t2.deleted || []).map((l2) => l2.id)), A = new Set((t2.updated || []).map(({ oldValue: l2 }) => l2.id)), w2 = new Set((t2.updated || []).filter(({ oldValue: l2 }) => n2.has(l2.id) || o2.has(l2.id)).map(({ oldValue: l2 }) => l2.id)), C2 = [
      ...(e2.created || []).filter((l2) => !f2.has(l2.id)).map((l2) => A.has(l2.id) ? t2.updated.find(({ oldValue: b2 }) => b2.id === l2.id).newValue : l2),
      ...t2.created || []
    ], m2 = [
      ...(e2.deleted || []).filter((l2) => !d2.has(l2.id)),
      ...(t2.deleted || []).filter((l2) => !n2.has(l2.id))
    ], S2 = [
      ...(e2.updated || []).filter(({ newValue: l2 }) => !f2.has(l2.id)).map((l2) => {
        const { oldValue: b2, newValue: g2 } = l2;
        if (A.has(g2.id)) {
          const E2 = t2.updated.find((L2) => L2.oldValue.id === g2.id).newValue;
          return Q(b2, E2);
        } else
          return l2;
      }),
      ...(t2.updated || []).filter(({ oldValue: l2 }) => !w2.has(l2.id))
    ];
    return { created: C2, deleted: m2, updated: S2 };
  };
  var P = (e2) => {
    const t2 = e2.id === void 0 ? q() : e2.id;
    return {
      ...e2,
      id: t2,
      bodies: e2.bodies === void 0 ? [] : e2.bodies.map((n2) => ({
        ...n2,
        annotation: t2
      })),
      target: {
        ...e2.target,
        annotation: t2
      }
    };
  };
  var he = (e2) => e2.id !== void 0;
  var _e = () => {
    const e2 = /* @__PURE__ */ new Map(), t2 = /* @__PURE__ */ new Map(), n2 = [], o2 = (s2, r2 = {}) => {
      n2.push({ onChange: s2, options: r2 });
    }, d2 = (s2) => {
      const r2 = n2.findIndex((a3) => a3.onChange == s2);
      r2 > -1 && n2.splice(r2, 1);
    }, f2 = (s2, r2) => {
      const a3 = {
        origin: s2,
        changes: {
          created: r2.created || [],
          updated: r2.updated || [],
          deleted: r2.deleted || []
        },
        state: [...e2.values()]
      };
      n2.forEach((p2) => {
        pe(p2, a3) && p2.onChange(a3);
      });
    }, A = (s2) => {
      e2.set(s2.id, s2), s2.bodies.forEach((r2) => t2.set(r2.id, s2.id));
    }, w2 = (s2, r2 = y.LOCAL) => {
      if (s2.id && e2.get(s2.id))
        throw Error(`Cannot add annotation ${s2.id} - exists already`);
      {
        const p2 = P(s2);
        A(p2), f2(r2, { created: [p2] });
      }
    }, C2 = (s2, r2) => {
      const a3 = P(typeof s2 == "string" ? r2 : s2), p2 = typeof s2 == "string" ? s2 : s2.id, T = p2 && e2.get(p2);
      if (T) {
        const R2 = Q(T, a3);
        return p2 === a3.id ? e2.set(p2, a3) : (e2.delete(p2), e2.set(a3.id, a3)), T.bodies.forEach((Y) => t2.delete(Y.id)), a3.bodies.forEach((Y) => t2.set(Y.id, a3.id)), R2;
      } else
        ;
    }, m2 = (s2, r2 = y.LOCAL, a3 = y.LOCAL) => {
      const p2 = he(r2) ? a3 : r2, T = C2(s2, r2);
      T && f2(p2, { updated: [T] });
    }, S2 = (s2, r2 = y.LOCAL) => {
      !!e2.get(s2.id) ? m2(s2, r2) : w2(s2, r2);
    }, l2 = (s2, r2 = y.LOCAL) => {
      const a3 = s2.reduce((p2, T) => {
        const R2 = C2(T);
        return R2 ? [...p2, R2] : p2;
      }, []);
      a3.length > 0 && f2(r2, { updated: a3 });
    }, b2 = (s2) => s2.map(P).reduce((a3, p2) => e2.get(p2.id) ? { ...a3, toUpdate: [...a3.toUpdate, p2] } : { ...a3, toAdd: [...a3.toAdd, p2] }, { toAdd: [], toUpdate: [] }), g2 = (s2, r2 = y.LOCAL) => {
      const { toAdd: a3, toUpdate: p2 } = b2(s2), T = p2.map((R2) => C2(R2, r2)).filter(Boolean);
      a3.forEach(A), f2(r2, { created: a3, updated: T });
    }, E2 = (s2, r2 = y.LOCAL) => {
      const a3 = e2.get(s2.annotation);
      if (a3) {
        const p2 = {
          ...a3,
          bodies: [...a3.bodies, s2]
        };
        e2.set(a3.id, p2), t2.set(s2.id, p2.id), f2(r2, { updated: [{
          oldValue: a3,
          newValue: p2,
          bodiesCreated: [s2]
        }] });
      } else
        ;
    }, L2 = () => [...e2.values()], O = (s2 = y.LOCAL) => {
      const r2 = [...e2.values()];
      e2.clear(), t2.clear(), f2(s2, { deleted: r2 });
    }, i2 = (s2, r2 = y.LOCAL) => {
      const { toAdd: a3, toUpdate: p2 } = b2(s2), T = new Set([...a3, ...p2].map((k) => k.id)), R2 = [...e2.keys()].filter((k) => !T.has(k)).map((k) => h2(k)).filter(Boolean), Y = p2.map((k) => C2(k)).filter(Boolean);
      a3.forEach(A), f2(r2, { created: a3, updated: Y, deleted: R2 });
    }, u2 = (s2, r2 = true, a3 = y.LOCAL) => {
      r2 ? i2(s2, a3) : g2(s2, a3);
    }, h2 = (s2) => {
      const r2 = typeof s2 == "string" ? s2 : s2.id, a3 = e2.get(r2);
      if (a3)
        return e2.delete(r2), a3.bodies.forEach((p2) => t2.delete(p2.id)), a3;
    }, v2 = (s2, r2 = y.LOCAL) => {
      const a3 = h2(s2);
      a3 && f2(r2, { deleted: [a3] });
    }, c2 = (s2, r2 = y.LOCAL) => {
      const a3 = s2.reduce((p2, T) => {
        const R2 = h2(T);
        return R2 ? [...p2, R2] : p2;
      }, []);
      a3.length > 0 && f2(r2, { deleted: a3 });
    }, U2 = (s2) => {
      const r2 = e2.get(s2.annotation);
      if (r2) {
        const a3 = r2.bodies.find((p2) => p2.id === s2.id);
        if (a3) {
          t2.delete(a3.id);
          const p2 = {
            ...r2,
            bodies: r2.bodies.filter((R2) => R2.id !== s2.id)
          };
          return e2.set(r2.id, p2), {
            oldValue: r2,
            newValue: p2,
            bodiesDeleted: [a3]
          };
        } else
          ;
      } else
        ;
    }, D2 = (s2, r2 = y.LOCAL) => {
      const a3 = U2(s2);
      a3 && f2(r2, { updated: [a3] });
    }, x2 = (s2, r2 = y.LOCAL) => {
      const a3 = s2.map((p2) => U2(p2)).filter(Boolean);
      a3.length > 0 && f2(r2, { updated: a3 });
    }, j2 = (s2) => {
      const r2 = e2.get(s2);
      return r2 ? { ...r2 } : void 0;
    }, X = (s2) => {
      const r2 = t2.get(s2);
      if (r2) {
        const p2 = j2(r2).bodies.find((T) => T.id === s2);
        if (p2)
          return p2;
      } else
        ;
    }, G2 = (s2, r2) => {
      if (s2.annotation !== r2.annotation)
        throw "Annotation integrity violation: annotation ID must be the same when updating bodies";
      const a3 = e2.get(s2.annotation);
      if (a3) {
        const p2 = a3.bodies.find((R2) => R2.id === s2.id), T = {
          ...a3,
          bodies: a3.bodies.map((R2) => R2.id === p2.id ? r2 : R2)
        };
        return e2.set(a3.id, T), p2.id !== r2.id && (t2.delete(p2.id), t2.set(r2.id, T.id)), {
          oldValue: a3,
          newValue: T,
          bodiesUpdated: [{ oldBody: p2, newBody: r2 }]
        };
      } else
        ;
    }, Z2 = (s2, r2, a3 = y.LOCAL) => {
      const p2 = G2(s2, r2);
      p2 && f2(a3, { updated: [p2] });
    }, F2 = (s2, r2 = y.LOCAL) => {
      const a3 = s2.map((p2) => G2({ id: p2.id, annotation: p2.annotation }, p2)).filter(Boolean);
      f2(r2, { updated: a3 });
    }, H2 = (s2) => {
      const r2 = e2.get(s2.annotation);
      if (r2) {
        const a3 = {
          ...r2,
          target: {
            ...r2.target,
            ...s2
          }
        };
        return e2.set(r2.id, a3), {
          oldValue: r2,
          newValue: a3,
          targetUpdated: {
            oldTarget: r2.target,
            newTarget: s2
          }
        };
      } else
        ;
    };
    return {
      addAnnotation: w2,
      addBody: E2,
      all: L2,
      bulkAddAnnotations: u2,
      bulkDeleteAnnotations: c2,
      bulkDeleteBodies: x2,
      bulkUpdateAnnotations: l2,
      bulkUpdateBodies: F2,
      bulkUpdateTargets: (s2, r2 = y.LOCAL) => {
        const a3 = s2.map((p2) => H2(p2)).filter(Boolean);
        a3.length > 0 && f2(r2, { updated: a3 });
      },
      bulkUpsertAnnotations: g2,
      clear: O,
      deleteAnnotation: v2,
      deleteBody: D2,
      getAnnotation: j2,
      getBody: X,
      observe: o2,
      syncAnnotations: i2,
      unobserve: d2,
      updateAnnotation: m2,
      updateBody: Z2,
      updateTarget: (s2, r2 = y.LOCAL) => {
        const a3 = H2(s2);
        a3 && f2(r2, { updated: [a3] });
      },
      upsertAnnotation: S2
    };
  };
  var J = () => ({
    emit(e2, ...t2) {
      for (let n2 = this.events[e2] || [], o2 = 0, d2 = n2.length; o2 < d2; o2++)
        n2[o2](...t2);
    },
    events: {},
    on(e2, t2) {
      var n2;
      return ((n2 = this.events)[e2] || (n2[e2] = [])).push(t2), () => {
        var o2;
        this.events[e2] = (o2 = this.events[e2]) == null ? void 0 : o2.filter((d2) => t2 !== d2);
      };
    }
  });
  var Ae = 250;
  var ke = (e2, t2) => {
    const n2 = J(), o2 = (t2 == null ? void 0 : t2.changes) || [];
    let d2 = t2 ? t2.pointer : -1, f2 = false, A = 0;
    const w2 = (c2) => {
      if (!f2) {
        const { changes: U2 } = c2, D2 = performance.now();
        if (D2 - A > Ae)
          o2.splice(d2 + 1), o2.push(U2), d2 = o2.length - 1;
        else {
          const x2 = o2.length - 1;
          o2[x2] = ge(o2[x2], U2);
        }
        A = D2;
      }
      f2 = false;
    };
    e2.observe(w2, { origin: y.LOCAL });
    const C2 = (c2) => c2 && c2.length > 0 && e2.bulkDeleteAnnotations(c2), m2 = (c2) => c2 && c2.length > 0 && e2.bulkUpsertAnnotations(c2), S2 = (c2) => c2 && c2.length > 0 && e2.bulkUpdateAnnotations(c2.map(({ oldValue: U2 }) => U2)), l2 = (c2) => c2 && c2.length > 0 && e2.bulkUpdateAnnotations(c2.map(({ newValue: U2 }) => U2)), b2 = (c2) => c2 && c2.length > 0 && e2.bulkUpsertAnnotations(c2), g2 = (c2) => c2 && c2.length > 0 && e2.bulkDeleteAnnotations(c2);
    return {
      canRedo: () => o2.length - 1 > d2,
      canUndo: () => d2 > -1,
      destroy: () => e2.unobserve(w2),
      getHistory: () => ({ changes: [...o2], pointer: d2 }),
      on: (c2, U2) => n2.on(c2, U2),
      redo: () => {
        if (o2.length - 1 > d2) {
          f2 = true;
          const { created: c2, updated: U2, deleted: D2 } = o2[d2 + 1];
          m2(c2), l2(U2), g2(D2), n2.emit("redo", o2[d2 + 1]), d2 += 1;
        }
      },
      undo: () => {
        if (d2 > -1) {
          f2 = true;
          const { created: c2, updated: U2, deleted: D2 } = o2[d2];
          C2(c2), S2(U2), b2(D2), n2.emit("undo", o2[d2]), d2 -= 1;
        }
      }
    };
  };
  var Ye = () => {
    const e2 = /* @__PURE__ */ M([]);
    return {
      subscribe: e2.subscribe.bind(e2),
      set: e2.set.bind(e2)
    };
  };
  var Pe = (e2, t2, n2, o2) => {
    const { hover: d2, selection: f2, store: A, viewport: w2 } = e2, C2 = /* @__PURE__ */ new Map();
    let m2 = [], S2, l2;
    const b2 = (i2, u2) => {
      C2.has(i2) ? C2.get(i2).push(u2) : C2.set(i2, [u2]);
    }, g2 = (i2, u2) => {
      const h2 = C2.get(i2);
      if (h2) {
        const v2 = h2.indexOf(u2);
        v2 !== -1 && h2.splice(v2, 1);
      }
    }, E2 = (i2, u2, h2) => {
      C2.has(i2) && setTimeout(() => {
        C2.get(i2).forEach((v2) => {
          if (n2) {
            const c2 = Array.isArray(u2) ? u2.map((D2) => n2.serialize(D2)) : n2.serialize(u2), U2 = h2 ? h2 instanceof PointerEvent ? h2 : n2.serialize(h2) : void 0;
            v2(c2, U2);
          } else
            v2(u2, h2);
        });
      }, 1);
    }, L2 = () => {
      const { selected: i2 } = f2, u2 = (i2 || []).map(({ id: h2 }) => A.getAnnotation(h2));
      u2.forEach((h2) => {
        const v2 = m2.find((c2) => c2.id === h2.id);
        (!v2 || !_(v2, h2)) && E2("updateAnnotation", h2, v2);
      }), m2 = m2.map((h2) => {
        const v2 = u2.find(({ id: c2 }) => c2 === h2.id);
        return v2 || h2;
      });
    };
    f2.subscribe(({ selected: i2 }) => {
      if (!(m2.length === 0 && i2.length === 0)) {
        if (m2.length === 0 && i2.length > 0)
          m2 = i2.map(({ id: u2 }) => A.getAnnotation(u2));
        else if (m2.length > 0 && i2.length === 0)
          m2.forEach((u2) => {
            const h2 = A.getAnnotation(u2.id);
            h2 && !_(h2, u2) && E2("updateAnnotation", h2, u2);
          }), m2 = [];
        else {
          const u2 = new Set(m2.map((c2) => c2.id)), h2 = new Set(i2.map(({ id: c2 }) => c2));
          m2.filter((c2) => !h2.has(c2.id)).forEach((c2) => {
            const U2 = A.getAnnotation(c2.id);
            U2 && !_(U2, c2) && E2("updateAnnotation", U2, c2);
          }), m2 = [
            // Remove annotations that were deselected
            ...m2.filter((c2) => h2.has(c2.id)),
            // Add editable annotations that were selected
            ...i2.filter(({ id: c2 }) => !u2.has(c2)).map(({ id: c2 }) => A.getAnnotation(c2))
          ];
        }
        E2("selectionChanged", m2);
      }
    }), d2.subscribe((i2) => {
      !S2 && i2 ? E2("mouseEnterAnnotation", A.getAnnotation(i2)) : S2 && !i2 ? E2("mouseLeaveAnnotation", A.getAnnotation(S2)) : S2 && i2 && (E2("mouseLeaveAnnotation", A.getAnnotation(S2)), E2("mouseEnterAnnotation", A.getAnnotation(i2))), S2 = i2;
    }), w2 == null || w2.subscribe((i2) => E2("viewportIntersect", i2.map((u2) => A.getAnnotation(u2)))), A.observe((i2) => {
      o2 && (l2 && clearTimeout(l2), l2 = setTimeout(L2, 1e3));
      const { created: u2, deleted: h2 } = i2.changes;
      (u2 || []).forEach((c2) => E2("createAnnotation", c2)), (h2 || []).forEach((c2) => E2("deleteAnnotation", c2)), (i2.changes.updated || []).filter((c2) => [
        ...c2.bodiesCreated || [],
        ...c2.bodiesDeleted || [],
        ...c2.bodiesUpdated || []
      ].length > 0).forEach(({ oldValue: c2, newValue: U2 }) => {
        const D2 = m2.find((x2) => x2.id === c2.id) || c2;
        m2 = m2.map((x2) => x2.id === c2.id ? U2 : x2), E2("updateAnnotation", U2, D2);
      });
    }, { origin: y.LOCAL }), A.observe((i2) => {
      if (m2) {
        const u2 = new Set(m2.map((v2) => v2.id)), h2 = (i2.changes.updated || []).filter(({ newValue: v2 }) => u2.has(v2.id)).map(({ newValue: v2 }) => v2);
        h2.length > 0 && (m2 = m2.map((v2) => {
          const c2 = h2.find((U2) => U2.id === v2.id);
          return c2 || v2;
        }));
      }
    }, { origin: y.REMOTE });
    const O = (i2) => (u2) => {
      const { updated: h2 } = u2;
      i2 ? (h2 || []).forEach((v2) => E2("updateAnnotation", v2.oldValue, v2.newValue)) : (h2 || []).forEach((v2) => E2("updateAnnotation", v2.newValue, v2.oldValue));
    };
    return t2.on("undo", O(true)), t2.on("redo", O(false)), { on: b2, off: g2, emit: E2 };
  };
  var me = (e2) => (t2) => t2.reduce((n2, o2) => {
    const { parsed: d2, error: f2 } = e2.parse(o2);
    return f2 ? {
      parsed: n2.parsed,
      failed: [...n2.failed, o2]
    } : d2 ? {
      parsed: [...n2.parsed, d2],
      failed: n2.failed
    } : {
      ...n2
    };
  }, { parsed: [], failed: [] });
  var ze = (e2, t2, n2) => {
    const { store: o2, selection: d2 } = e2, f2 = (i2) => {
      if (n2) {
        const { parsed: u2, error: h2 } = n2.parse(i2);
        u2 ? o2.addAnnotation(u2, y.REMOTE) : void 0;
      } else
        o2.addAnnotation(V(i2), y.REMOTE);
    }, A = () => d2.clear(), w2 = () => o2.clear(), C2 = (i2) => {
      const u2 = o2.getAnnotation(i2);
      return n2 && u2 ? n2.serialize(u2) : u2;
    }, m2 = () => n2 ? o2.all().map(n2.serialize) : o2.all(), S2 = () => {
      var h2;
      const u2 = (((h2 = d2.selected) == null ? void 0 : h2.map((v2) => v2.id)) || []).map((v2) => o2.getAnnotation(v2)).filter(Boolean);
      return n2 ? u2.map(n2.serialize) : u2;
    }, l2 = (i2, u2 = true) => (void 0)(i2).then((h2) => h2.json()).then((h2) => (g2(h2, u2), h2)), b2 = (i2) => {
      if (typeof i2 == "string") {
        const u2 = o2.getAnnotation(i2);
        if (o2.deleteAnnotation(i2), u2)
          return n2 ? n2.serialize(u2) : u2;
      } else {
        const u2 = n2 ? n2.parse(i2).parsed : i2;
        if (u2)
          return o2.deleteAnnotation(u2), i2;
      }
    }, g2 = (i2, u2 = true) => {
      const h2 = u2 ? o2.syncAnnotations : o2.bulkUpsertAnnotations;
      if (n2) {
        const v2 = n2.parseAll || me(n2), { parsed: c2, failed: U2 } = v2(i2);
        U2.length > 0 && void 0, h2(c2, y.REMOTE);
      } else
        h2(i2.map(V), y.REMOTE);
    }, E2 = (i2, u2) => {
      i2 ? d2.setSelected(i2, u2) : d2.clear();
    }, L2 = (i2) => {
      d2.setUserSelectAction(i2);
    }, O = (i2) => {
      if (n2) {
        const u2 = n2.parse(i2).parsed, h2 = n2.serialize(o2.getAnnotation(u2.id));
        return o2.updateAnnotation(u2), h2;
      } else {
        const u2 = o2.getAnnotation(i2.id);
        return o2.updateAnnotation(V(i2)), u2;
      }
    };
    return {
      addAnnotation: f2,
      cancelSelected: A,
      canRedo: t2.canRedo,
      canUndo: t2.canUndo,
      clearAnnotations: w2,
      getAnnotationById: C2,
      getAnnotations: m2,
      getHistory: t2.getHistory,
      getSelected: S2,
      loadAnnotations: l2,
      redo: t2.redo,
      removeAnnotation: b2,
      setAnnotations: g2,
      setSelected: E2,
      setUserSelectAction: L2,
      undo: t2.undo,
      updateAnnotation: O
    };
  };
  var Ee = "useandom-26T198340PX75pxJACKVERYMINDBUSHWOLF_GQZbfghjklqvwyzrict";
  var be = (e2) => crypto.getRandomValues(new Uint8Array(e2));
  var ve = (e2, t2, n2) => {
    let o2 = 256 - 256 % e2.length;
    if (o2 === 256) {
      let f2 = e2.length - 1;
      return (A = t2) => {
        if (!A) return "";
        let w2 = "";
        for (; ; ) {
          let C2 = n2(A), m2 = A;
          for (; m2--; )
            if (w2 += e2[C2[m2] & f2], w2.length >= A) return w2;
        }
      };
    }
    let d2 = Math.ceil(1.6 * 256 * t2 / o2);
    return (f2 = t2) => {
      if (!f2) return "";
      let A = "";
      for (; ; ) {
        let w2 = n2(d2), C2 = d2;
        for (; C2--; )
          if (w2[C2] < o2 && (A += e2[w2[C2] % e2.length], A.length >= f2))
            return A;
      }
    };
  };
  var Ce = (e2, t2 = 21) => ve(e2, t2 | 0, be);
  var we = (e2 = 21) => {
    let t2 = "", n2 = crypto.getRandomValues(new Uint8Array(e2 |= 0));
    for (; e2--; )
      t2 += Ee[n2[e2] & 63];
    return t2;
  };
  var je = () => ({ isGuest: true, id: Ce("1234567890abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_", 20)() });
  globalThis.ANNOTORIOUS_PRESENCE_KEY || (globalThis.ANNOTORIOUS_PRESENCE_KEY = we());
  var qe = globalThis.ANNOTORIOUS_PRESENCE_KEY;

  // node_modules/nanoevents/index.js
  var createNanoEvents = () => ({
    emit(event, ...args) {
      for (let callbacks = this.events[event] || [], i2 = 0, length = callbacks.length; i2 < length; i2++) {
        callbacks[i2](...args);
      }
    },
    events: {},
    on(event, cb) {
      ;
      (this.events[event] ||= []).push(cb);
      return () => {
        this.events[event] = this.events[event]?.filter((i2) => cb !== i2);
      };
    }
  });

  // node_modules/colord/index.mjs
  for (r = { grad: 0.9, turn: 360, rad: 360 / (2 * Math.PI) }, t = function(r2) {
    return "string" == typeof r2 ? r2.length > 0 : "number" == typeof r2;
  }, n = function(r2, t2, n2) {
    return void 0 === t2 && (t2 = 0), void 0 === n2 && (n2 = Math.pow(10, t2)), Math.round(n2 * r2) / n2 + 0;
  }, e = function(r2) {
    var t2 = Math.round(100 * r2) / 100;
    return Math.round(255 * t2) === 255 * r2 ? t2 : Math.round(1e3 * r2) / 1e3;
  }, u = function(r2, t2, n2) {
    return void 0 === t2 && (t2 = 0), void 0 === n2 && (n2 = 1), r2 > n2 ? n2 : r2 > t2 ? r2 : t2;
  }, o = function(r2) {
    return (r2 = isFinite(r2) ? r2 % 360 : 0) < 0 ? r2 + 360 : r2;
  }, a = function(r2, t2) {
    return void 0 === t2 && (t2 = 0), n(r2, t2) % 360;
  }, i = function(r2) {
    return { r: u(r2.r, 0, 255), g: u(r2.g, 0, 255), b: u(r2.b, 0, 255), a: u(r2.a) };
  }, s = function(r2) {
    return { r: n(r2.r), g: n(r2.g), b: n(r2.b), a: e(r2.a) };
  }, d = /^#([0-9a-f]{3,8})$/i, h = function(r2, t2) {
    var n2 = r2.charCodeAt(t2);
    return (15 & n2) + 9 * (n2 >> 6);
  }, f = function(r2, t2) {
    return h(r2, t2) << 4 | h(r2, t2 + 1);
  }, b = [], l = 0; l < 256; l++) b.push((l < 16 ? "0" : "") + l.toString(16));
  var r;
  var t;
  var n;
  var e;
  var u;
  var o;
  var a;
  var i;
  var s;
  var d;
  var h;
  var f;
  var b;
  var l;
  var v = function(r2) {
    return b[u(r2, 0, 255)];
  };
  var c = function(r2) {
    var t2 = r2.r, n2 = r2.g, e2 = r2.b, u2 = r2.a, o2 = Math.max(t2, n2, e2), a3 = o2 - Math.min(t2, n2, e2), i2 = a3 ? o2 === t2 ? (n2 - e2) / a3 : o2 === n2 ? 2 + (e2 - t2) / a3 : 4 + (t2 - n2) / a3 : 0;
    return { h: 60 * (i2 < 0 ? i2 + 6 : i2), s: o2 ? a3 / o2 * 100 : 0, v: o2 / 255 * 100, a: u2 };
  };
  var g = function(r2) {
    var t2 = r2.h, n2 = r2.s, e2 = r2.v, u2 = r2.a;
    t2 = t2 / 360 * 6, n2 /= 100, e2 /= 100;
    var o2 = Math.floor(t2), a3 = e2 * (1 - n2), i2 = e2 * (1 - (t2 - o2) * n2), s2 = e2 * (1 - (1 - t2 + o2) * n2), d2 = o2 % 6, h2 = function(r3) {
      return Math.round(255e9 * r3) / 1e9 + 0;
    };
    return { r: h2([e2, i2, a3, a3, s2, e2][d2]), g: h2([s2, e2, e2, i2, a3, a3][d2]), b: h2([a3, a3, s2, e2, e2, i2][d2]), a: u2 };
  };
  var p = function(r2) {
    return { h: o(r2.h), s: u(r2.s, 0, 100), l: u(r2.l, 0, 100), a: u(r2.a) };
  };
  var m = function(r2) {
    return { h: a(r2.h), s: n(r2.s), l: n(r2.l), a: e(r2.a) };
  };
  var y2 = function(r2) {
    return g((n2 = (t2 = r2).s, { h: t2.h, s: (n2 *= ((e2 = t2.l) < 50 ? e2 : 100 - e2) / 100) > 0 ? 2 * n2 / (e2 + n2) * 100 : 0, v: e2 + n2, a: t2.a }));
    var t2, n2, e2;
  };
  var N2 = function(r2) {
    return { h: (t2 = c(r2)).h, s: (u2 = (200 - (n2 = t2.s)) * (e2 = t2.v) / 100) > 0 && u2 < 200 ? n2 * e2 / 100 / (u2 <= 100 ? u2 : 200 - u2) * 100 : 0, l: u2 / 2, a: t2.a };
    var t2, n2, e2, u2;
  };
  var M2 = /^hsla?\(\s*([+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?)(deg|rad|grad|turn)?\s*,\s*([+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?)%\s*,\s*([+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?)%\s*(?:,\s*([+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?)(%)?\s*)?\)$/i;
  var x = /^hsla?\(\s*([+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?)(deg|rad|grad|turn)?\s+([+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?)%?\s+([+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?)%?\s*(?:\/\s*([+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?)(%)?\s*)?\)$/i;
  var H = /^rgba?\(\s*([+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?)(%)?\s*,\s*([+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?)(%)?\s*,\s*([+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?)(%)?\s*(?:,\s*([+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?)(%)?\s*)?\)$/i;
  var $2 = /^rgba?\(\s*([+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?)(%)?\s+([+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?)(%)?\s+([+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?)(%)?\s*(?:\/\s*([+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?)(%)?\s*)?\)$/i;
  var w = { string: [[function(r2) {
    if (!d.test(r2)) return null;
    var t2 = r2.length;
    return t2 <= 5 ? { r: 17 * h(r2, 1), g: 17 * h(r2, 2), b: 17 * h(r2, 3), a: 5 === t2 ? 17 * h(r2, 4) / 255 : 1 } : 7 === t2 || 9 === t2 ? { r: f(r2, 1), g: f(r2, 3), b: f(r2, 5), a: 9 === t2 ? f(r2, 7) / 255 : 1 } : null;
  }, "hex"], [function(r2) {
    var t2 = H.exec(r2);
    if (t2 && (t2[2] !== t2[4] || t2[4] !== t2[6])) return null;
    var n2 = t2 || $2.exec(r2);
    return n2 ? i({ r: Number(n2[1]) / (n2[2] ? 100 / 255 : 1), g: Number(n2[3]) / (n2[4] ? 100 / 255 : 1), b: Number(n2[5]) / (n2[6] ? 100 / 255 : 1), a: void 0 === n2[7] ? 1 : Number(n2[7]) / (n2[8] ? 100 : 1) }) : null;
  }, "rgb"], [function(t2) {
    var n2 = M2.exec(t2) || x.exec(t2);
    if (!n2) return null;
    var e2, u2, o2 = p({ h: (e2 = n2[1], u2 = n2[2], void 0 === u2 && (u2 = "deg"), Number(e2) * (r[u2.toLowerCase()] || 1)), s: Number(n2[3]), l: Number(n2[4]), a: void 0 === n2[5] ? 1 : Number(n2[5]) / (n2[6] ? 100 : 1) });
    return y2(o2);
  }, "hsl"]], object: [[function(r2) {
    var n2 = r2.r, e2 = r2.g, u2 = r2.b, o2 = r2.a, a3 = void 0 === o2 ? 1 : o2;
    return t(n2) && t(e2) && t(u2) ? i({ r: Number(n2), g: Number(e2), b: Number(u2), a: Number(a3) }) : null;
  }, "rgb"], [function(r2) {
    var n2 = r2.h, e2 = r2.s, u2 = r2.l, o2 = r2.a, a3 = void 0 === o2 ? 1 : o2;
    if (!t(n2) || !t(e2) || !t(u2)) return null;
    var i2 = p({ h: Number(n2), s: Number(e2), l: Number(u2), a: Number(a3) });
    return y2(i2);
  }, "hsl"], [function(r2) {
    var n2 = r2.h, e2 = r2.s, a3 = r2.v, i2 = r2.a, s2 = void 0 === i2 ? 1 : i2;
    if (!t(n2) || !t(e2) || !t(a3)) return null;
    var d2 = (function(r3) {
      return { h: o(r3.h), s: u(r3.s, 0, 100), v: u(r3.v, 0, 100), a: u(r3.a) };
    })({ h: Number(n2), s: Number(e2), v: Number(a3), a: Number(s2) });
    return g(d2);
  }, "hsv"]] };
  var j = function(r2, t2) {
    for (var n2 = 0; n2 < t2.length; n2++) {
      var e2 = t2[n2][0](r2);
      if (e2) return [e2, t2[n2][1]];
    }
    return [null, void 0];
  };
  var S = function(r2) {
    return "string" == typeof r2 ? j(r2.trim(), w.string) : "object" == typeof r2 && null !== r2 ? j(r2, w.object) : [null, void 0];
  };
  var C = function(r2, t2, n2) {
    var e2 = N2(r2);
    return { h: e2.h, s: u(e2.s + t2 * (n2 ? e2.s : 100), 0, 100), l: e2.l, a: e2.a };
  };
  var E = function(r2) {
    return (299 * r2.r + 587 * r2.g + 114 * r2.b) / 1e3 / 255;
  };
  var L = function(r2, t2, n2) {
    var e2 = N2(r2);
    return { h: e2.h, s: e2.s, l: u(e2.l + t2 * (n2 ? e2.l : 100), 0, 100), a: e2.a };
  };
  var R = (function() {
    function r2(r3) {
      this.parsed = S(r3)[0], this.rgba = this.parsed || { r: 0, g: 0, b: 0, a: 1 };
    }
    return r2.prototype.isValid = function() {
      return null !== this.parsed;
    }, r2.prototype.brightness = function() {
      return n(E(this.rgba), 2);
    }, r2.prototype.isDark = function() {
      return E(this.rgba) < 0.5;
    }, r2.prototype.isLight = function() {
      return E(this.rgba) >= 0.5;
    }, r2.prototype.toHex = function() {
      return r3 = s(this.rgba), t2 = r3.r, e2 = r3.g, u2 = r3.b, a3 = (o2 = r3.a) < 1 ? v(n(255 * o2)) : "", "#" + v(t2) + v(e2) + v(u2) + a3;
      var r3, t2, e2, u2, o2, a3;
    }, r2.prototype.toRgb = function() {
      return s(this.rgba);
    }, r2.prototype.toRgbString = function() {
      return r3 = s(this.rgba), t2 = r3.r, n2 = r3.g, e2 = r3.b, (u2 = r3.a) < 1 ? "rgba(" + t2 + ", " + n2 + ", " + e2 + ", " + u2 + ")" : "rgb(" + t2 + ", " + n2 + ", " + e2 + ")";
      var r3, t2, n2, e2, u2;
    }, r2.prototype.toHsl = function() {
      return m(N2(this.rgba));
    }, r2.prototype.toHslString = function() {
      return r3 = m(N2(this.rgba)), t2 = r3.h, n2 = r3.s, e2 = r3.l, (u2 = r3.a) < 1 ? "hsla(" + t2 + ", " + n2 + "%, " + e2 + "%, " + u2 + ")" : "hsl(" + t2 + ", " + n2 + "%, " + e2 + "%)";
      var r3, t2, n2, e2, u2;
    }, r2.prototype.toHsv = function() {
      return r3 = c(this.rgba), { h: a(r3.h), s: n(r3.s), v: n(r3.v), a: e(r3.a) };
      var r3;
    }, r2.prototype.invert = function() {
      return q2({ r: 255 - (r3 = this.rgba).r, g: 255 - r3.g, b: 255 - r3.b, a: r3.a });
      var r3;
    }, r2.prototype.saturate = function(r3, t2) {
      return void 0 === r3 && (r3 = 0.1), q2(C(this.rgba, r3, null == t2 ? void 0 : t2.relative));
    }, r2.prototype.desaturate = function(r3, t2) {
      return void 0 === r3 && (r3 = 0.1), q2(C(this.rgba, -r3, null == t2 ? void 0 : t2.relative));
    }, r2.prototype.grayscale = function() {
      return q2(C(this.rgba, -1));
    }, r2.prototype.lighten = function(r3, t2) {
      return void 0 === r3 && (r3 = 0.1), q2(L(this.rgba, r3, null == t2 ? void 0 : t2.relative));
    }, r2.prototype.darken = function(r3, t2) {
      return void 0 === r3 && (r3 = 0.1), q2(L(this.rgba, -r3, null == t2 ? void 0 : t2.relative));
    }, r2.prototype.rotate = function(r3) {
      return void 0 === r3 && (r3 = 15), this.hue(N2(this.rgba).h + r3);
    }, r2.prototype.alpha = function(r3) {
      return "number" == typeof r3 ? q2({ r: (t2 = this.rgba).r, g: t2.g, b: t2.b, a: r3 }) : e(this.rgba.a);
      var t2;
    }, r2.prototype.hue = function(r3) {
      var t2 = N2(this.rgba);
      return "number" == typeof r3 ? q2({ h: r3, s: t2.s, l: t2.l, a: t2.a }) : a(t2.h);
    }, r2.prototype.isEqual = function(r3) {
      return this.toHex() === q2(r3).toHex();
    }, r2;
  })();
  var q2 = function(r2) {
    return r2 instanceof R ? r2 : new R(r2);
  };

  // node_modules/dequal/lite/index.mjs
  var has = Object.prototype.hasOwnProperty;
  function dequal(foo, bar) {
    var ctor, len;
    if (foo === bar) return true;
    if (foo && bar && (ctor = foo.constructor) === bar.constructor) {
      if (ctor === Date) return foo.getTime() === bar.getTime();
      if (ctor === RegExp) return foo.toString() === bar.toString();
      if (ctor === Array) {
        if ((len = foo.length) === bar.length) {
          while (len-- && dequal(foo[len], bar[len])) ;
        }
        return len === -1;
      }
      if (!ctor || typeof foo === "object") {
        len = 0;
        for (ctor in foo) {
          if (has.call(foo, ctor) && ++len && !has.call(bar, ctor)) return false;
          if (!(ctor in bar) || !dequal(foo[ctor], bar[ctor])) return false;
        }
        return Object.keys(bar).length === len;
      }
    }
    return foo !== foo && bar !== bar;
  }

  // node_modules/quickselect/index.js
  function quickselect(arr, k, left = 0, right = arr.length - 1, compare = defaultCompare) {
    while (right > left) {
      if (right - left > 600) {
        const n2 = right - left + 1;
        const m2 = k - left + 1;
        const z2 = Math.log(n2);
        const s2 = 0.5 * Math.exp(2 * z2 / 3);
        const sd = 0.5 * Math.sqrt(z2 * s2 * (n2 - s2) / n2) * (m2 - n2 / 2 < 0 ? -1 : 1);
        const newLeft = Math.max(left, Math.floor(k - m2 * s2 / n2 + sd));
        const newRight = Math.min(right, Math.floor(k + (n2 - m2) * s2 / n2 + sd));
        quickselect(arr, k, newLeft, newRight, compare);
      }
      const t2 = arr[k];
      let i2 = left;
      let j2 = right;
      swap(arr, left, k);
      if (compare(arr[right], t2) > 0) swap(arr, left, right);
      while (i2 < j2) {
        swap(arr, i2, j2);
        i2++;
        j2--;
        while (compare(arr[i2], t2) < 0) i2++;
        while (compare(arr[j2], t2) > 0) j2--;
      }
      if (compare(arr[left], t2) === 0) swap(arr, left, j2);
      else {
        j2++;
        swap(arr, j2, right);
      }
      if (j2 <= k) left = j2 + 1;
      if (k <= j2) right = j2 - 1;
    }
  }
  function swap(arr, i2, j2) {
    const tmp = arr[i2];
    arr[i2] = arr[j2];
    arr[j2] = tmp;
  }
  function defaultCompare(a3, b2) {
    return a3 < b2 ? -1 : a3 > b2 ? 1 : 0;
  }

  // node_modules/rbush/index.js
  var RBush = class {
    constructor(maxEntries = 9) {
      this._maxEntries = Math.max(4, maxEntries);
      this._minEntries = Math.max(2, Math.ceil(this._maxEntries * 0.4));
      this.clear();
    }
    all() {
      return this._all(this.data, []);
    }
    search(bbox) {
      let node = this.data;
      const result = [];
      if (!intersects(bbox, node)) return result;
      const toBBox = this.toBBox;
      const nodesToSearch = [];
      while (node) {
        for (let i2 = 0; i2 < node.children.length; i2++) {
          const child = node.children[i2];
          const childBBox = node.leaf ? toBBox(child) : child;
          if (intersects(bbox, childBBox)) {
            if (node.leaf) result.push(child);
            else if (contains(bbox, childBBox)) this._all(child, result);
            else nodesToSearch.push(child);
          }
        }
        node = nodesToSearch.pop();
      }
      return result;
    }
    collides(bbox) {
      let node = this.data;
      if (!intersects(bbox, node)) return false;
      const nodesToSearch = [];
      while (node) {
        for (let i2 = 0; i2 < node.children.length; i2++) {
          const child = node.children[i2];
          const childBBox = node.leaf ? this.toBBox(child) : child;
          if (intersects(bbox, childBBox)) {
            if (node.leaf || contains(bbox, childBBox)) return true;
            nodesToSearch.push(child);
          }
        }
        node = nodesToSearch.pop();
      }
      return false;
    }
    load(data) {
      if (!(data && data.length)) return this;
      if (data.length < this._minEntries) {
        for (let i2 = 0; i2 < data.length; i2++) {
          this.insert(data[i2]);
        }
        return this;
      }
      let node = this._build(data.slice(), 0, data.length - 1, 0);
      if (!this.data.children.length) {
        this.data = node;
      } else if (this.data.height === node.height) {
        this._splitRoot(this.data, node);
      } else {
        if (this.data.height < node.height) {
          const tmpNode = this.data;
          this.data = node;
          node = tmpNode;
        }
        this._insert(node, this.data.height - node.height - 1, true);
      }
      return this;
    }
    insert(item) {
      if (item) this._insert(item, this.data.height - 1);
      return this;
    }
    clear() {
      this.data = createNode([]);
      return this;
    }
    remove(item, equalsFn) {
      if (!item) return this;
      let node = this.data;
      const bbox = this.toBBox(item);
      const path = [];
      const indexes = [];
      let i2, parent, goingUp;
      while (node || path.length) {
        if (!node) {
          node = path.pop();
          parent = path[path.length - 1];
          i2 = indexes.pop();
          goingUp = true;
        }
        if (node.leaf) {
          const index = findItem(item, node.children, equalsFn);
          if (index !== -1) {
            node.children.splice(index, 1);
            path.push(node);
            this._condense(path);
            return this;
          }
        }
        if (!goingUp && !node.leaf && contains(node, bbox)) {
          path.push(node);
          indexes.push(i2);
          i2 = 0;
          parent = node;
          node = node.children[0];
        } else if (parent) {
          i2++;
          node = parent.children[i2];
          goingUp = false;
        } else node = null;
      }
      return this;
    }
    toBBox(item) {
      return item;
    }
    compareMinX(a3, b2) {
      return a3.minX - b2.minX;
    }
    compareMinY(a3, b2) {
      return a3.minY - b2.minY;
    }
    toJSON() {
      return this.data;
    }
    fromJSON(data) {
      this.data = data;
      return this;
    }
    _all(node, result) {
      const nodesToSearch = [];
      while (node) {
        if (node.leaf) result.push(...node.children);
        else nodesToSearch.push(...node.children);
        node = nodesToSearch.pop();
      }
      return result;
    }
    _build(items, left, right, height) {
      const N3 = right - left + 1;
      let M3 = this._maxEntries;
      let node;
      if (N3 <= M3) {
        node = createNode(items.slice(left, right + 1));
        calcBBox(node, this.toBBox);
        return node;
      }
      if (!height) {
        height = Math.ceil(Math.log(N3) / Math.log(M3));
        M3 = Math.ceil(N3 / Math.pow(M3, height - 1));
      }
      node = createNode([]);
      node.leaf = false;
      node.height = height;
      const N22 = Math.ceil(N3 / M3);
      const N1 = N22 * Math.ceil(Math.sqrt(M3));
      multiSelect(items, left, right, N1, this.compareMinX);
      for (let i2 = left; i2 <= right; i2 += N1) {
        const right2 = Math.min(i2 + N1 - 1, right);
        multiSelect(items, i2, right2, N22, this.compareMinY);
        for (let j2 = i2; j2 <= right2; j2 += N22) {
          const right3 = Math.min(j2 + N22 - 1, right2);
          node.children.push(this._build(items, j2, right3, height - 1));
        }
      }
      calcBBox(node, this.toBBox);
      return node;
    }
    _chooseSubtree(bbox, node, level, path) {
      while (true) {
        path.push(node);
        if (node.leaf || path.length - 1 === level) break;
        let minArea = Infinity;
        let minEnlargement = Infinity;
        let targetNode;
        for (let i2 = 0; i2 < node.children.length; i2++) {
          const child = node.children[i2];
          const area = bboxArea(child);
          const enlargement = enlargedArea(bbox, child) - area;
          if (enlargement < minEnlargement) {
            minEnlargement = enlargement;
            minArea = area < minArea ? area : minArea;
            targetNode = child;
          } else if (enlargement === minEnlargement) {
            if (area < minArea) {
              minArea = area;
              targetNode = child;
            }
          }
        }
        node = targetNode || node.children[0];
      }
      return node;
    }
    _insert(item, level, isNode) {
      const bbox = isNode ? item : this.toBBox(item);
      const insertPath = [];
      const node = this._chooseSubtree(bbox, this.data, level, insertPath);
      node.children.push(item);
      extend(node, bbox);
      while (level >= 0) {
        if (insertPath[level].children.length > this._maxEntries) {
          this._split(insertPath, level);
          level--;
        } else break;
      }
      this._adjustParentBBoxes(bbox, insertPath, level);
    }
    // split overflowed node into two
    _split(insertPath, level) {
      const node = insertPath[level];
      const M3 = node.children.length;
      const m2 = this._minEntries;
      this._chooseSplitAxis(node, m2, M3);
      const splitIndex = this._chooseSplitIndex(node, m2, M3);
      const newNode = createNode(node.children.splice(splitIndex, node.children.length - splitIndex));
      newNode.height = node.height;
      newNode.leaf = node.leaf;
      calcBBox(node, this.toBBox);
      calcBBox(newNode, this.toBBox);
      if (level) insertPath[level - 1].children.push(newNode);
      else this._splitRoot(node, newNode);
    }
    _splitRoot(node, newNode) {
      this.data = createNode([node, newNode]);
      this.data.height = node.height + 1;
      this.data.leaf = false;
      calcBBox(this.data, this.toBBox);
    }
    _chooseSplitIndex(node, m2, M3) {
      let index;
      let minOverlap = Infinity;
      let minArea = Infinity;
      for (let i2 = m2; i2 <= M3 - m2; i2++) {
        const bbox1 = distBBox(node, 0, i2, this.toBBox);
        const bbox2 = distBBox(node, i2, M3, this.toBBox);
        const overlap = intersectionArea(bbox1, bbox2);
        const area = bboxArea(bbox1) + bboxArea(bbox2);
        if (overlap < minOverlap) {
          minOverlap = overlap;
          index = i2;
          minArea = area < minArea ? area : minArea;
        } else if (overlap === minOverlap) {
          if (area < minArea) {
            minArea = area;
            index = i2;
          }
        }
      }
      return index || M3 - m2;
    }
    // sorts node children by the best axis for split
    _chooseSplitAxis(node, m2, M3) {
      const compareMinX = node.leaf ? this.compareMinX : compareNodeMinX;
      const compareMinY = node.leaf ? this.compareMinY : compareNodeMinY;
      const xMargin = this._allDistMargin(node, m2, M3, compareMinX);
      const yMargin = this._allDistMargin(node, m2, M3, compareMinY);
      if (xMargin < yMargin) node.children.sort(compareMinX);
    }
    // total margin of all possible split distributions where each node is at least m full
    _allDistMargin(node, m2, M3, compare) {
      node.children.sort(compare);
      const toBBox = this.toBBox;
      const leftBBox = distBBox(node, 0, m2, toBBox);
      const rightBBox = distBBox(node, M3 - m2, M3, toBBox);
      let margin = bboxMargin(leftBBox) + bboxMargin(rightBBox);
      for (let i2 = m2; i2 < M3 - m2; i2++) {
        const child = node.children[i2];
        extend(leftBBox, node.leaf ? toBBox(child) : child);
        margin += bboxMargin(leftBBox);
      }
      for (let i2 = M3 - m2 - 1; i2 >= m2; i2--) {
        const child = node.children[i2];
        extend(rightBBox, node.leaf ? toBBox(child) : child);
        margin += bboxMargin(rightBBox);
      }
      return margin;
    }
    _adjustParentBBoxes(bbox, path, level) {
      for (let i2 = level; i2 >= 0; i2--) {
        extend(path[i2], bbox);
      }
    }
    _condense(path) {
      for (let i2 = path.length - 1, siblings; i2 >= 0; i2--) {
        if (path[i2].children.length === 0) {
          if (i2 > 0) {
            siblings = path[i2 - 1].children;
            siblings.splice(siblings.indexOf(path[i2]), 1);
          } else this.clear();
        } else calcBBox(path[i2], this.toBBox);
      }
    }
  };
  function findItem(item, items, equalsFn) {
    if (!equalsFn) return items.indexOf(item);
    for (let i2 = 0; i2 < items.length; i2++) {
      if (equalsFn(item, items[i2])) return i2;
    }
    return -1;
  }
  function calcBBox(node, toBBox) {
    distBBox(node, 0, node.children.length, toBBox, node);
  }
  function distBBox(node, k, p2, toBBox, destNode) {
    if (!destNode) destNode = createNode(null);
    destNode.minX = Infinity;
    destNode.minY = Infinity;
    destNode.maxX = -Infinity;
    destNode.maxY = -Infinity;
    for (let i2 = k; i2 < p2; i2++) {
      const child = node.children[i2];
      extend(destNode, node.leaf ? toBBox(child) : child);
    }
    return destNode;
  }
  function extend(a3, b2) {
    a3.minX = Math.min(a3.minX, b2.minX);
    a3.minY = Math.min(a3.minY, b2.minY);
    a3.maxX = Math.max(a3.maxX, b2.maxX);
    a3.maxY = Math.max(a3.maxY, b2.maxY);
    return a3;
  }
  function compareNodeMinX(a3, b2) {
    return a3.minX - b2.minX;
  }
  function compareNodeMinY(a3, b2) {
    return a3.minY - b2.minY;
  }
  function bboxArea(a3) {
    return (a3.maxX - a3.minX) * (a3.maxY - a3.minY);
  }
  function bboxMargin(a3) {
    return a3.maxX - a3.minX + (a3.maxY - a3.minY);
  }
  function enlargedArea(a3, b2) {
    return (Math.max(b2.maxX, a3.maxX) - Math.min(b2.minX, a3.minX)) * (Math.max(b2.maxY, a3.maxY) - Math.min(b2.minY, a3.minY));
  }
  function intersectionArea(a3, b2) {
    const minX = Math.max(a3.minX, b2.minX);
    const minY = Math.max(a3.minY, b2.minY);
    const maxX = Math.min(a3.maxX, b2.maxX);
    const maxY = Math.min(a3.maxY, b2.maxY);
    return Math.max(0, maxX - minX) * Math.max(0, maxY - minY);
  }
  function contains(a3, b2) {
    return a3.minX <= b2.minX && a3.minY <= b2.minY && b2.maxX <= a3.maxX && b2.maxY <= a3.maxY;
  }
  function intersects(a3, b2) {
    return b2.minX <= a3.maxX && b2.minY <= a3.maxY && b2.maxX >= a3.minX && b2.maxY >= a3.minY;
  }
  function createNode(children) {
    return {
      children,
      height: 1,
      leaf: true,
      minX: Infinity,
      minY: Infinity,
      maxX: -Infinity,
      maxY: -Infinity
    };
  }
  function multiSelect(arr, left, right, n2, compare) {
    const stack = [left, right];
    while (stack.length) {
      right = stack.pop();
      left = stack.pop();
      if (right - left <= n2) continue;
      const mid = left + Math.ceil((right - left) / n2 / 2) * n2;
      quickselect(arr, mid, left, right, compare);
      stack.push(left, mid, mid, right);
    }
  }

  // node_modules/debounce/index.js
  function debounce(function_, wait = 100, options = {}) {
    if (typeof function_ !== "function") {
      throw new TypeError(`Expected the first parameter to be a function, got \`${typeof function_}\`.`);
    }
    if (wait < 0) {
      throw new RangeError("`wait` must not be negative.");
    }
    if (typeof options === "boolean") {
      throw new TypeError("The `options` parameter must be an object, not a boolean. Use `{immediate: true}` instead.");
    }
    const { immediate } = options;
    let storedContext;
    let storedArguments;
    let timeoutId;
    let timestamp;
    let result;
    function run() {
      const callContext = storedContext;
      const callArguments = storedArguments;
      storedContext = void 0;
      storedArguments = void 0;
      result = function_.apply(callContext, callArguments);
      return result;
    }
    function later() {
      const last = Date.now() - timestamp;
      if (last < wait && last >= 0) {
        timeoutId = setTimeout(later, wait - last);
      } else {
        timeoutId = void 0;
        if (!immediate) {
          result = run();
        }
      }
    }
    const debounced = function(...arguments_) {
      if (storedContext && this !== storedContext && Object.getPrototypeOf(this) === Object.getPrototypeOf(storedContext)) {
        throw new Error("Debounced method called with different contexts of the same prototype.");
      }
      storedContext = this;
      storedArguments = arguments_;
      timestamp = Date.now();
      const callNow = immediate && !timeoutId;
      if (!timeoutId) {
        timeoutId = setTimeout(later, wait);
      }
      if (callNow) {
        result = run();
        return result;
      }
      return void 0;
    };
    Object.defineProperty(debounced, "isPending", {
      get() {
        return timeoutId !== void 0;
      }
    });
    debounced.clear = () => {
      if (!timeoutId) {
        return;
      }
      clearTimeout(timeoutId);
      timeoutId = void 0;
      storedContext = void 0;
      storedArguments = void 0;
    };
    debounced.flush = () => {
      if (!timeoutId) {
        return;
      }
      debounced.trigger();
    };
    debounced.trigger = () => {
      result = run();
      debounced.clear();
    };
    return debounced;
  }

  // node_modules/hotkeys-js/dist/hotkeys-js.js
  var isff = typeof navigator !== "undefined" ? navigator.userAgent.toLowerCase().indexOf("firefox") > 0 : false;
  function addEvent(object, event, method, useCapture) {
    if (object.addEventListener) {
      object.addEventListener(event, method, useCapture);
    } else if (object.attachEvent) {
      object.attachEvent(`on${event}`, method);
    }
  }
  function removeEvent(object, event, method, useCapture) {
    if (!object) return;
    if (object.removeEventListener) {
      object.removeEventListener(event, method, useCapture);
    } else if (object.detachEvent) {
      object.detachEvent(`on${event}`, method);
    }
  }
  function getMods(modifier, key) {
    const modsKeys = key.slice(0, key.length - 1);
    const modsCodes = [];
    for (let i2 = 0; i2 < modsKeys.length; i2++) {
      modsCodes.push(modifier[modsKeys[i2].toLowerCase()]);
    }
    return modsCodes;
  }
  function getKeys(key) {
    if (typeof key !== "string") key = "";
    key = key.replace(/\s/g, "");
    const keys = key.split(",");
    let index = keys.lastIndexOf("");
    for (; index >= 0; ) {
      keys[index - 1] += ",";
      keys.splice(index, 1);
      index = keys.lastIndexOf("");
    }
    return keys;
  }
  function compareArray(a1, a22) {
    const arr1 = a1.length >= a22.length ? a1 : a22;
    const arr2 = a1.length >= a22.length ? a22 : a1;
    let isIndex = true;
    for (let i2 = 0; i2 < arr1.length; i2++) {
      if (arr2.indexOf(arr1[i2]) === -1) isIndex = false;
    }
    return isIndex;
  }
  function getLayoutIndependentKeyCode(event, keyMap, modifierMap2) {
    let key = event.keyCode || event.which || event.charCode;
    if (key && event.code && /^Numpad/.test(event.code)) {
      return key;
    }
    if (event.key) {
      const eventKey = event.key.toLowerCase();
      if (eventKey in keyMap) {
        return keyMap[eventKey];
      }
      if (eventKey in modifierMap2) {
        return modifierMap2[eventKey];
      }
      if (/^[0-9]$/.test(event.key)) {
        return event.key.charCodeAt(0);
      }
      if (/^[a-z]$/i.test(event.key)) {
        return event.key.toUpperCase().charCodeAt(0);
      }
    }
    if (event.code && /^Key[A-Z]$/.test(event.code)) {
      key = event.code.charCodeAt(3);
    }
    return key;
  }
  var _keyMap = {
    backspace: 8,
    "⌫": 8,
    tab: 9,
    clear: 12,
    enter: 13,
    "↩": 13,
    return: 13,
    esc: 27,
    escape: 27,
    space: 32,
    left: 37,
    up: 38,
    right: 39,
    down: 40,
    /// https://w3c.github.io/uievents/#events-keyboard-key-location
    arrowup: 38,
    arrowdown: 40,
    arrowleft: 37,
    arrowright: 39,
    del: 46,
    delete: 46,
    ins: 45,
    insert: 45,
    home: 36,
    end: 35,
    pageup: 33,
    pagedown: 34,
    capslock: 20,
    num_0: 96,
    num_1: 97,
    num_2: 98,
    num_3: 99,
    num_4: 100,
    num_5: 101,
    num_6: 102,
    num_7: 103,
    num_8: 104,
    num_9: 105,
    num_multiply: 106,
    num_add: 107,
    num_enter: 108,
    num_subtract: 109,
    num_decimal: 110,
    num_divide: 111,
    "⇪": 20,
    ",": 188,
    ".": 190,
    "/": 191,
    "`": 192,
    "-": isff ? 173 : 189,
    "=": isff ? 61 : 187,
    ";": isff ? 59 : 186,
    "'": 222,
    "{": 219,
    "}": 221,
    "[": 219,
    "]": 221,
    "\\": 220
  };
  var _modifier = {
    // shiftKey
    "⇧": 16,
    shift: 16,
    // altKey
    "⌥": 18,
    alt: 18,
    option: 18,
    // ctrlKey
    "⌃": 17,
    ctrl: 17,
    control: 17,
    // metaKey
    "⌘": 91,
    cmd: 91,
    meta: 91,
    command: 91
  };
  var modifierMap = {
    16: "shiftKey",
    18: "altKey",
    17: "ctrlKey",
    91: "metaKey",
    shiftKey: 16,
    ctrlKey: 17,
    altKey: 18,
    metaKey: 91
  };
  var _mods = {
    16: false,
    18: false,
    17: false,
    91: false
  };
  var _handlers = {};
  for (let k = 1; k < 20; k++) {
    _keyMap[`f${k}`] = 111 + k;
  }
  var _downKeys = [];
  var winListendFocus = null;
  var winListendFullscreen = null;
  var winListendPrint = null;
  var _scope = "all";
  var elementEventMap = /* @__PURE__ */ new Map();
  var code = (x2) => _keyMap[x2.toLowerCase()] || _modifier[x2.toLowerCase()] || x2.toUpperCase().charCodeAt(0);
  var getKey = (x2) => Object.keys(_keyMap).find((k) => _keyMap[k] === x2);
  var getModifier = (x2) => Object.keys(_modifier).find((k) => _modifier[k] === x2);
  var setScope = (scope) => {
    _scope = scope || "all";
  };
  var getScope = () => {
    return _scope || "all";
  };
  var getPressedKeyCodes = () => {
    return _downKeys.slice(0);
  };
  var getPressedKeyString = () => {
    return _downKeys.map(
      (c2) => getKey(c2) || getModifier(c2) || String.fromCharCode(c2)
    );
  };
  var getAllKeyCodes = () => {
    const result = [];
    Object.keys(_handlers).forEach((k) => {
      _handlers[k].forEach(({ key, scope, mods, shortcut, splitKey }) => {
        result.push({
          scope,
          shortcut,
          mods,
          keys: key.split(splitKey).map((v2) => code(v2))
        });
      });
    });
    return result;
  };
  var filter = (event) => {
    const target = event.composedPath && event.composedPath()[0] || event.target || event.srcElement;
    const { tagName } = target;
    let flag = true;
    const isInput = tagName === "INPUT" && ![
      "checkbox",
      "radio",
      "range",
      "button",
      "file",
      "reset",
      "submit",
      "color"
    ].includes(target.type);
    if (target.isContentEditable || (isInput || tagName === "TEXTAREA" || tagName === "SELECT") && !target.readOnly) {
      flag = false;
    }
    return flag;
  };
  var isPressed = (keyCode) => {
    if (typeof keyCode === "string") {
      keyCode = code(keyCode);
    }
    return _downKeys.indexOf(keyCode) !== -1;
  };
  var deleteScope = (scope, newScope) => {
    let handlers;
    let i2;
    if (!scope) scope = getScope();
    for (const key in _handlers) {
      if (Object.prototype.hasOwnProperty.call(_handlers, key)) {
        handlers = _handlers[key];
        for (i2 = 0; i2 < handlers.length; ) {
          if (handlers[i2].scope === scope) {
            const deleteItems = handlers.splice(i2, 1);
            deleteItems.forEach(({ element }) => removeKeyEvent(element));
          } else {
            i2++;
          }
        }
      }
    }
    if (getScope() === scope) setScope(newScope || "all");
  };
  function clearModifier(event) {
    let key = getLayoutIndependentKeyCode(event, _keyMap, _modifier);
    if (event.key && event.key.toLowerCase() === "capslock") {
      key = code(event.key);
    }
    const i2 = _downKeys.indexOf(key);
    if (i2 >= 0) {
      _downKeys.splice(i2, 1);
    }
    if (event.key && event.key.toLowerCase() === "meta") {
      _downKeys.splice(0, _downKeys.length);
    }
    if (key === 93 || key === 224) key = 91;
    if (key in _mods) {
      _mods[key] = false;
      for (const k in _modifier)
        if (_modifier[k] === key) hotkeys[k] = false;
    }
  }
  var unbind = (keysInfo, ...args) => {
    if (typeof keysInfo === "undefined") {
      Object.keys(_handlers).forEach((key) => {
        if (Array.isArray(_handlers[key])) {
          _handlers[key].forEach((info) => eachUnbind(info));
        }
        delete _handlers[key];
      });
      removeKeyEvent(null);
    } else if (Array.isArray(keysInfo)) {
      keysInfo.forEach((info) => {
        if (info.key) eachUnbind(info);
      });
    } else if (typeof keysInfo === "object") {
      if (keysInfo.key) eachUnbind(keysInfo);
    } else if (typeof keysInfo === "string") {
      let [scope, method] = args;
      if (typeof scope === "function") {
        method = scope;
        scope = "";
      }
      eachUnbind({
        key: keysInfo,
        scope,
        method,
        splitKey: "+"
      });
    }
  };
  var eachUnbind = ({
    key,
    scope,
    method,
    splitKey = "+"
  }) => {
    const multipleKeys = getKeys(key);
    multipleKeys.forEach((originKey) => {
      const unbindKeys = originKey.split(splitKey);
      const len = unbindKeys.length;
      const lastKey = unbindKeys[len - 1];
      const keyCode = lastKey === "*" ? "*" : code(lastKey);
      if (!_handlers[keyCode]) return;
      if (!scope) scope = getScope();
      const keyCodes = unbindKeys.map(code);
      const unbindElements = [];
      _handlers[keyCode] = _handlers[keyCode].filter((record) => {
        const isMatchingMethod = method ? record.method === method : true;
        const isUnbind = isMatchingMethod && record.scope === scope && compareArray(record.key.split(record.splitKey).map(code), keyCodes);
        if (isUnbind) unbindElements.push(record.element);
        return !isUnbind;
      });
      unbindElements.forEach((element) => removeKeyEvent(element));
    });
  };
  function eventHandler(event, handler, scope, element) {
    if (handler.element !== element) {
      return;
    }
    let modifiersMatch;
    if (handler.scope === scope || handler.scope === "all") {
      modifiersMatch = handler.mods.length > 0;
      for (const y3 in _mods) {
        if (Object.prototype.hasOwnProperty.call(_mods, y3)) {
          if (!_mods[y3] && handler.mods.indexOf(+y3) > -1 || _mods[y3] && handler.mods.indexOf(+y3) === -1) {
            modifiersMatch = false;
          }
        }
      }
      if (handler.mods.length === 0 && !_mods[16] && !_mods[18] && !_mods[17] && !_mods[91] || modifiersMatch || handler.shortcut === "*") {
        handler.keys = [];
        handler.keys = handler.keys.concat(_downKeys);
        if (handler.method(event, handler) === false) {
          if (event.preventDefault) event.preventDefault();
          else event.returnValue = false;
          if (event.stopPropagation) event.stopPropagation();
          if (event.cancelBubble) event.cancelBubble = true;
        }
      }
    }
  }
  function dispatch(event, element) {
    const asterisk = _handlers["*"];
    let key = getLayoutIndependentKeyCode(event, _keyMap, _modifier);
    if (event.key && event.key.toLowerCase() === "capslock") {
      return;
    }
    const filterFn = hotkeys.filter || filter;
    if (!filterFn.call(this, event)) return;
    if (key === 93 || key === 224) key = 91;
    if (_downKeys.indexOf(key) === -1 && key !== 229) _downKeys.push(key);
    ["metaKey", "ctrlKey", "altKey", "shiftKey"].forEach((keyName) => {
      const keyNum = modifierMap[keyName];
      if (event[keyName] && _downKeys.indexOf(keyNum) === -1) {
        _downKeys.push(keyNum);
      } else if (!event[keyName] && _downKeys.indexOf(keyNum) > -1) {
        _downKeys.splice(_downKeys.indexOf(keyNum), 1);
      } else if (keyName === "metaKey" && event[keyName]) {
        _downKeys = _downKeys.filter((k) => k in modifierMap || k === key);
      }
    });
    if (key in _mods) {
      _mods[key] = true;
      for (const k in _modifier) {
        if (Object.prototype.hasOwnProperty.call(_modifier, k)) {
          const eventKey = modifierMap[_modifier[k]];
          hotkeys[k] = event[eventKey];
        }
      }
      if (!asterisk) return;
    }
    for (const e2 in _mods) {
      if (Object.prototype.hasOwnProperty.call(_mods, e2)) {
        _mods[e2] = event[modifierMap[e2]];
      }
    }
    if (event.getModifierState && !(event.altKey && !event.ctrlKey) && event.getModifierState("AltGraph")) {
      if (_downKeys.indexOf(17) === -1) {
        _downKeys.push(17);
      }
      if (_downKeys.indexOf(18) === -1) {
        _downKeys.push(18);
      }
      _mods[17] = true;
      _mods[18] = true;
    }
    const scope = getScope();
    if (asterisk) {
      for (let i2 = 0; i2 < asterisk.length; i2++) {
        if (event.type === "keydown" && asterisk[i2].keydown || event.type === "keyup" && asterisk[i2].keyup) {
          eventHandler(event, asterisk[i2], scope, element);
        }
      }
    }
    if (!(key in _handlers)) return;
    const handlerKey = _handlers[key];
    const keyLen = handlerKey.length;
    for (let i2 = 0; i2 < keyLen; i2++) {
      if (event.type === "keydown" && handlerKey[i2].keydown || event.type === "keyup" && handlerKey[i2].keyup) {
        if (handlerKey[i2].key) {
          const record = handlerKey[i2];
          const { splitKey } = record;
          const keyShortcut = record.key.split(splitKey);
          const _downKeysCurrent = [];
          for (let a3 = 0; a3 < keyShortcut.length; a3++) {
            _downKeysCurrent.push(code(keyShortcut[a3]));
          }
          if (_downKeysCurrent.sort().join("") === _downKeys.sort().join("")) {
            eventHandler(event, record, scope, element);
          }
        }
      }
    }
  }
  var hotkeys = function hotkeys2(key, option, method) {
    _downKeys = [];
    const keys = getKeys(key);
    let mods = [];
    let scope = "all";
    let element = document;
    let i2 = 0;
    let keyup = false;
    let keydown = true;
    let splitKey = "+";
    let capture = false;
    let single = false;
    if (method === void 0 && typeof option === "function") {
      method = option;
    }
    if (Object.prototype.toString.call(option) === "[object Object]") {
      const opts = option;
      if (opts.scope) scope = opts.scope;
      if (opts.element) element = opts.element;
      if (opts.keyup) keyup = opts.keyup;
      if (opts.keydown !== void 0) keydown = opts.keydown;
      if (opts.capture !== void 0) capture = opts.capture;
      if (typeof opts.splitKey === "string") splitKey = opts.splitKey;
      if (opts.single === true) single = true;
    }
    if (typeof option === "string") scope = option;
    if (single) unbind({ key, scope, splitKey });
    for (; i2 < keys.length; i2++) {
      const currentKey = keys[i2].split(splitKey);
      mods = [];
      if (currentKey.length > 1) mods = getMods(_modifier, currentKey);
      let finalKey = currentKey[currentKey.length - 1];
      finalKey = finalKey === "*" ? "*" : code(finalKey);
      if (!(finalKey in _handlers)) _handlers[finalKey] = [];
      _handlers[finalKey].push({
        keyup,
        keydown,
        scope,
        mods,
        shortcut: keys[i2],
        method,
        key: keys[i2],
        splitKey,
        element
      });
    }
    if (typeof element !== "undefined" && typeof window !== "undefined") {
      if (!elementEventMap.has(element)) {
        const keydownListener = (event = window.event) => dispatch(event, element);
        const keyupListenr = (event = window.event) => {
          dispatch(event, element);
          clearModifier(event);
        };
        elementEventMap.set(element, { keydownListener, keyupListenr, capture });
        addEvent(element, "keydown", keydownListener, capture);
        addEvent(element, "keyup", keyupListenr, capture);
      }
      if (!winListendFocus) {
        const listener = (event) => {
          if (event.target !== window) return;
          _downKeys = [];
          for (const k in _mods) _mods[k] = false;
          for (const k in _modifier) hotkeys2[k] = false;
        };
        winListendFocus = { listener, capture };
        addEvent(window, "focus", listener, capture);
        addEvent(window, "blur", listener, capture);
      }
      if (!winListendFullscreen && typeof document !== "undefined") {
        const onFullscreenChange = () => {
          _downKeys = [];
          for (const k in _mods) _mods[k] = false;
          for (const k in _modifier) hotkeys2[k] = false;
        };
        const fullscreenListener = onFullscreenChange;
        const webkitListener = onFullscreenChange;
        document.addEventListener("fullscreenchange", fullscreenListener);
        document.addEventListener("webkitfullscreenchange", webkitListener);
        winListendFullscreen = { fullscreen: fullscreenListener, webkit: webkitListener };
      }
      if (!winListendPrint) {
        winListendPrint = () => {
          _downKeys = [];
          for (const k in _mods) _mods[k] = false;
          for (const k in _modifier) hotkeys2[k] = false;
        };
        addEvent(window, "afterprint", winListendPrint);
      }
    }
  };
  function trigger(shortcut, scope = "all") {
    Object.keys(_handlers).forEach((key) => {
      const dataList = _handlers[key].filter(
        (item) => item.scope === scope && (item.shortcut === shortcut || item.shortcut === "*")
      );
      dataList.forEach((data) => {
        if (data && data.method) {
          data.method({}, data);
        }
      });
    });
  }
  function removeKeyEvent(element) {
    const values = Object.values(_handlers).flat();
    const findindex = values.findIndex(({ element: el }) => el === element);
    if (values.length <= 0 || elementEventMap.size <= 0) {
      const eventKeys = Array.from(elementEventMap.keys());
      eventKeys.forEach((el) => {
        const { keydownListener, keyupListenr, capture } = elementEventMap.get(el) || {};
        if (keydownListener && keyupListenr) {
          removeEvent(el, "keyup", keyupListenr, capture);
          removeEvent(el, "keydown", keydownListener, capture);
          elementEventMap.delete(el);
        }
      });
      elementEventMap.clear();
      Object.keys(_handlers).forEach((key) => delete _handlers[key]);
      if (winListendFocus) {
        const { listener, capture } = winListendFocus;
        removeEvent(window, "focus", listener, capture);
        removeEvent(window, "blur", listener, capture);
        winListendFocus = null;
      }
      if (winListendFullscreen && typeof document !== "undefined") {
        document.removeEventListener("fullscreenchange", winListendFullscreen.fullscreen);
        document.removeEventListener("webkitfullscreenchange", winListendFullscreen.webkit);
        winListendFullscreen = null;
      }
      if (winListendPrint) {
        removeEvent(window, "afterprint", winListendPrint);
        winListendPrint = null;
      }
      return;
    }
    if (findindex < 0 && element) {
      const { keydownListener, keyupListenr, capture } = elementEventMap.get(element) || {};
      if (keydownListener && keyupListenr) {
        removeEvent(element, "keyup", keyupListenr, capture);
        removeEvent(element, "keydown", keydownListener, capture);
        elementEventMap.delete(element);
      }
    }
  }
  var _api = {
    getPressedKeyString,
    setScope,
    getScope,
    deleteScope,
    getPressedKeyCodes,
    getAllKeyCodes,
    isPressed,
    filter,
    trigger,
    unbind,
    keyMap: _keyMap,
    modifier: _modifier,
    modifierMap
  };
  for (const a3 in _api) {
    const key = a3;
    if (Object.prototype.hasOwnProperty.call(_api, key)) {
      hotkeys[key] = _api[key];
    }
  }
  if (typeof window !== "undefined") {
    const _hotkeys = window.hotkeys;
    hotkeys.noConflict = (deep) => {
      if (deep && window.hotkeys === hotkeys) {
        window.hotkeys = _hotkeys;
      }
      return hotkeys;
    };
    window.hotkeys = hotkeys;
  }

  // node_modules/poll/dist/poll.js
  async function a2(a3, t2, e2 = (() => false)) {
    do {
      if (await a3(), await e2()) break;
      const i2 = "number" == typeof t2 ? t2 : t2();
      await new Promise(((a4) => setTimeout(a4, Math.max(0, i2))));
    } while (!await e2());
  }

  // node_modules/@recogito/text-annotator/dist/text-annotator.es.js
  var ut = typeof navigator < "u" && navigator.platform.startsWith("Mac");
  var ft = "not-annotatable";
  var W2 = `.${ft}`;
  var F = (t2, e2) => t2.contains(e2) ? !!(e2 instanceof HTMLElement ? e2.closest(W2) : e2.parentElement?.closest(W2)) : true;
  var gt = (t2, e2) => {
    const o2 = e2.commonAncestorContainer;
    return !F(t2, o2);
  };
  var mt = /^\s*$/;
  var Ht = (t2) => mt.test(t2.toString());
  var Pt = (t2) => {
    if (t2.length === 0) return [];
    if (t2.length === 1) return [t2[0]];
    t2.sort((s2, n2) => {
      const r2 = s2.compareBoundaryPoints(Range.START_TO_START, n2);
      return r2 !== 0 ? r2 : s2.compareBoundaryPoints(Range.END_TO_END, n2);
    });
    const [e2, ...o2] = t2, i2 = o2.reduce((s2, n2) => s2.current.compareBoundaryPoints(Range.START_TO_END, n2) >= 0 ? (s2.current.compareBoundaryPoints(Range.END_TO_END, n2) < 0 && s2.current.setEnd(n2.endContainer, n2.endOffset), s2) : (s2.merged.push(s2.current), s2.current = n2.cloneRange(), s2), { merged: [], current: e2.cloneRange() });
    return [...i2.merged, i2.current];
  };
  var Ut = (t2) => {
    (!t2.hasAttribute("tabindex") || t2.tabIndex < -1) && t2.setAttribute("tabindex", "-1"), t2.classList.add("no-focus-outline");
  };
  var Kt = function* (t2) {
    const e2 = document.createTreeWalker(
      t2.commonAncestorContainer,
      NodeFilter.SHOW_ELEMENT,
      (i2) => i2 instanceof HTMLElement && i2.classList.contains(ft) && !i2.parentElement?.closest(W2) && t2.intersectsNode(i2) ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_SKIP
    );
    let o2;
    for (; o2 = e2.nextNode(); )
      o2 instanceof HTMLElement && (yield o2);
  };
  var $t = (t2, e2) => {
    if (!gt(t2, e2)) return [];
    const o2 = [];
    let i2 = null;
    for (const s2 of Kt(e2)) {
      let n2;
      i2 ? (n2 = document.createRange(), n2.setStartAfter(i2), n2.setEndBefore(s2)) : (n2 = e2.cloneRange(), n2.setEndBefore(s2)), n2.collapsed || o2.push(n2), i2 = s2;
    }
    if (i2) {
      const s2 = e2.cloneRange();
      s2.setStartAfter(i2), s2.collapsed || o2.push(s2);
    }
    return o2.length > 0 ? o2 : [e2];
  };
  var nt = (t2) => {
    const e2 = t2.cloneContents();
    return e2.querySelectorAll(W2).forEach((o2) => o2.remove()), e2;
  };
  var Ft = (t2, e2) => {
    const o2 = t2.cloneRange();
    return e2.contains(o2.startContainer) || o2.setStart(e2, 0), e2.contains(o2.endContainer) || o2.setEnd(e2, e2.childNodes.length), o2;
  };
  var rt = new Intl.Segmenter(void 0, { granularity: "grapheme" });
  var Yt = (t2, e2, o2) => {
    const i2 = document.createRange(), s2 = o2 ? t2.startContainer.parentElement.closest(o2) : e2;
    i2.setStart(s2, 0), i2.setEnd(t2.startContainer, t2.startOffset);
    const n2 = nt(i2).textContent, r2 = t2.toString(), a3 = n2.length || 0, l2 = a3 + r2.length;
    return o2 ? { quote: r2, start: a3, end: l2, range: t2, offsetReference: s2 } : { quote: r2, start: a3, end: l2, range: t2 };
  };
  var D = (t2) => t2.every((e2) => e2.range instanceof Range && !e2.range.collapsed);
  var pt = (t2, e2) => {
    const { start: o2, end: i2 } = t2, s2 = t2.offsetReference || e2, n2 = document.createTreeWalker(
      e2,
      NodeFilter.SHOW_TEXT,
      (g2) => g2.parentElement?.closest(W2) ? NodeFilter.FILTER_SKIP : NodeFilter.FILTER_ACCEPT
    );
    let r2 = 0;
    const a3 = document.createRange();
    let l2 = n2.nextNode();
    l2 === null && void 0;
    let m2 = !s2;
    for (; l2 !== null; ) {
      if (m2 ||= typeof s2?.contains == "function" ? s2.contains(l2) : false, m2) {
        const g2 = l2.textContent?.length || 0;
        if (r2 + g2 > o2) {
          a3.setStart(l2, o2 - r2);
          break;
        }
        r2 += g2;
      }
      l2 = n2.nextNode();
    }
    for (; l2 !== null; ) {
      const g2 = l2.textContent?.length || 0;
      if (r2 + g2 >= i2) {
        a3.setEnd(l2, i2 - r2);
        break;
      }
      r2 += g2, l2 = n2.nextNode();
    }
    return {
      ...t2,
      range: a3
    };
  };
  var Q2 = (t2, e2) => D(t2.selector) ? t2 : {
    ...t2,
    selector: t2.selector.map((o2) => o2.range instanceof Range && !o2.range.collapsed ? o2 : pt(o2, e2))
  };
  var Z = (t2, e2) => D(t2.target.selector) ? t2 : { ...t2, target: Q2(t2.target, e2) };
  var ht = (t2) => {
    if (!t2)
      return document.scrollingElement;
    const { overflowY: e2 } = window.getComputedStyle(t2);
    return e2 !== "visible" && e2 !== "hidden" && t2.scrollHeight > t2.clientHeight ? t2 : ht(t2.parentElement);
  };
  var it = (t2, e2, o2) => {
    const i2 = o2.getBoundingClientRect(), s2 = o2.clientHeight, n2 = o2.clientWidth, r2 = e2.selector[0].range.getBoundingClientRect(), { width: a3, height: l2 } = t2.getAnnotationBounds(e2.annotation), m2 = r2.top - i2.top, g2 = r2.left - i2.left, y3 = o2.parentElement ? o2.scrollTop : 0, p2 = o2.parentElement ? o2.scrollLeft : 0, v2 = m2 + y3 - (s2 - l2) / 2, u2 = g2 + p2 - (n2 - a3) / 2;
    o2.scroll({ top: v2, left: u2, behavior: "smooth" });
  };
  var Xt = (t2, e2) => (o2, i2) => {
    const s2 = typeof o2 == "string" ? o2 : o2.id, n2 = i2 ? typeof i2 == "string" ? document.getElementById(i2) : i2 : ht(t2);
    if (!n2)
      return void 0, false;
    const r2 = e2.getAnnotation(s2);
    if (!r2)
      return void 0, false;
    const { range: a3 } = r2.target.selector[0];
    if (a3 && !a3.collapsed)
      return it(e2, r2.target, n2), true;
    const l2 = Q2(r2.target, t2), { range: m2 } = l2.selector[0];
    return m2 && !m2.collapsed ? (it(e2, l2, n2), true) : false;
  };
  var Gt = (t2) => t2.addEventListener("click", (e2) => {
    !e2.target.closest(W2) && !e2.target.closest("a") && e2.preventDefault();
  });
  var J2 = (t2) => ({
    ...t2,
    type: t2.type,
    x: t2.x,
    y: t2.y,
    clientX: t2.clientX,
    clientY: t2.clientY,
    offsetX: t2.offsetX,
    offsetY: t2.offsetY,
    screenX: t2.screenX,
    screenY: t2.screenY,
    isPrimary: t2.isPrimary,
    altKey: t2.altKey,
    ctrlKey: t2.ctrlKey,
    metaKey: t2.metaKey,
    shiftKey: t2.shiftKey,
    button: t2.button,
    buttons: t2.buttons,
    currentTarget: t2.currentTarget,
    target: t2.target,
    defaultPrevented: t2.defaultPrevented,
    detail: t2.detail,
    eventPhase: t2.eventPhase,
    pointerId: t2.pointerId,
    pointerType: t2.pointerType,
    timeStamp: t2.timeStamp
  });
  var G = (t2) => ({
    ...t2,
    type: t2.type,
    key: t2.key,
    code: t2.code,
    location: t2.location,
    repeat: t2.repeat,
    altKey: t2.altKey,
    ctrlKey: t2.ctrlKey,
    metaKey: t2.metaKey,
    shiftKey: t2.shiftKey,
    currentTarget: t2.currentTarget,
    target: t2.target,
    defaultPrevented: t2.defaultPrevented,
    detail: t2.detail,
    timeStamp: t2.timeStamp
  });
  var tt = (t2, e2 = 10) => {
    let o2;
    return ((...i2) => {
      clearTimeout(o2), o2 = setTimeout(() => t2.apply(void 0, i2), e2);
    });
  };
  var yt = (t2, e2, o2, i2) => {
    const { store: s2, selection: n2, hover: r2 } = o2, a3 = createNanoEvents();
    let l2;
    const m2 = /* @__PURE__ */ new Map();
    let g2;
    const y3 = ae2(i2), p2 = (E2) => {
      const { x: T, y: O } = e2.getBoundingClientRect(), B2 = s2.getAt(E2.clientX - T, E2.clientY - O, false, g2);
      B2 && o2.selection.evalSelectAction(B2) !== ne.NONE ? r2.current !== B2.id && (e2.classList.add("hovered"), r2.set(B2.id)) : r2.current && (e2.classList.remove("hovered"), r2.set(null));
    };
    e2.addEventListener("pointermove", p2);
    const v2 = tt((E2 = false) => requestAnimationFrame(() => {
      const T = ie2(e2), { minX: O, minY: B2, maxX: V2, maxY: z2 } = T, K2 = g2 ? s2.getIntersecting(O, B2, V2, z2).filter(({ annotation: h2 }) => g2?.(h2)) : s2.getIntersecting(O, B2, V2, z2), st = n2.selected.map(({ id: h2 }) => h2), f2 = K2.map(({ annotation: h2, rects: M3 }) => {
        const H2 = st.includes(h2.id), _2 = h2.id === r2.current;
        return {
          annotation: h2,
          rects: M3,
          state: { selected: H2, hovered: _2 }
        };
      });
      t2.redraw(f2, T, l2, m2, E2), setTimeout(() => {
        y3(K2.map(({ annotation: h2 }) => h2)), a3.emit("onRedraw");
      }, 1);
    }), 10), u2 = (E2, T) => {
      T ? E2 ? m2.set(T, E2) : m2.delete(T) : l2 = E2, v2(true);
    }, x2 = (E2) => {
      g2 = E2, v2(false);
    }, N3 = (E2, T) => a3.on(E2, T), A = () => {
      v2();
    };
    s2.observe(A);
    const b2 = n2.subscribe(() => {
      v2();
    }), C2 = r2.subscribe(() => {
      v2();
    }), S2 = () => {
      v2(true);
    };
    document.addEventListener("scroll", S2, { capture: true, passive: true });
    const c2 = tt(() => {
      s2.recalculatePositions(), v2();
    }, 10);
    window.addEventListener("resize", c2);
    const d2 = new ResizeObserver(c2);
    d2.observe(e2);
    const R2 = { attributes: true, childList: true, subtree: true }, w2 = new MutationObserver(tt((E2) => {
      E2.every((O) => O.target === e2 || e2.contains(O.target)) || v2(true);
    }, 150));
    return w2.observe(document.body, R2), {
      destroy: () => {
        e2.removeEventListener("pointermove", p2), t2.destroy(), s2.unobserve(A), b2(), C2(), document.removeEventListener("scroll", S2), window.removeEventListener("resize", c2), d2.disconnect(), w2.disconnect();
      },
      on: N3,
      redraw: v2,
      setStyle: u2,
      setFilter: x2,
      setVisible: t2.setVisible.bind(t2)
    };
  };
  var U = {
    fill: "rgb(0, 128, 255)",
    fillOpacity: 0.18
  };
  var ot = {
    fill: "rgb(0, 128, 255)",
    fillOpacity: 0.45
  };
  var Qt = (t2) => t2?.fillOpacity !== void 0 ? q2(t2?.fill || U.fill).alpha(t2.fillOpacity).toHex() : t2?.fill ? t2.fill : q2(U.fill).alpha(U.fillOpacity).toHex();
  var St = (t2, e2, o2) => e2 ? typeof e2 == "function" ? e2(t2.annotation, t2.state, o2) || (t2.state?.selected ? ot : U) : e2 : t2.state?.selected ? ot : U;
  var Zt = (t2, e2) => {
    const o2 = (n2, r2) => n2.x <= r2.x + r2.width && n2.x + n2.width >= r2.x && n2.y <= r2.y + r2.height && n2.y + n2.height >= r2.y, i2 = (n2) => n2.rects.reduce((r2, a3) => r2 + a3.width, 0), s2 = e2.filter(({ rects: n2 }) => n2.some((r2) => o2(t2, r2)));
    return s2.sort((n2, r2) => i2(r2) - i2(n2)), s2.findIndex((n2) => n2.rects.includes(t2));
  };
  var Jt = (t2) => {
    const e2 = [], o2 = document.createTreeWalker(
      t2.commonAncestorContainer,
      NodeFilter.SHOW_TEXT
    );
    t2.startContainer.nodeType === Node.TEXT_NODE && (o2.currentNode = t2.startContainer, t2.intersectsNode(t2.startContainer) && e2.push(t2.startContainer));
    let i2 = e2.length > 0, s2;
    for (; s2 = o2.nextNode(); )
      if (t2.intersectsNode(s2))
        i2 = true, e2.push(s2);
      else if (i2)
        break;
    if (e2.length < 2)
      return Array.from(t2.getClientRects());
    {
      const n2 = e2[0], r2 = e2[e2.length - 1], a3 = document.createRange();
      if (a3.selectNode(n2), t2.startContainer.nodeType === Node.TEXT_NODE)
        a3.setStart(n2, t2.startOffset);
      else {
        const g2 = t2.startContainer.childNodes[t2.startOffset];
        g2 ? a3.setStartBefore(g2) : a3.setStartAfter(t2.startContainer);
      }
      const l2 = document.createRange();
      if (l2.selectNode(r2), t2.endContainer.nodeType === Node.TEXT_NODE)
        l2.setEnd(r2, t2.endOffset);
      else {
        const g2 = t2.endContainer.childNodes[t2.endOffset];
        g2 ? l2.setEndBefore(g2) : l2.setEndAfter(t2.endContainer);
      }
      const m2 = (g2) => {
        const y3 = document.createRange();
        return y3.selectNode(g2), Array.from(y3.getClientRects());
      };
      return [
        ...Array.from(a3.getClientRects()),
        ...e2.slice(1, -1).flatMap(m2),
        ...Array.from(l2.getClientRects())
      ];
    }
  };
  var te2 = (t2, e2, o2, i2) => {
    const s2 = (a3) => Math.round(a3 * 10) / 10, n2 = {
      top: s2(t2.top),
      bottom: s2(t2.bottom),
      left: s2(t2.left),
      right: s2(t2.right)
    }, r2 = {
      top: s2(e2.top),
      bottom: s2(e2.bottom),
      left: s2(e2.left),
      right: s2(e2.right)
    };
    if (Math.abs(n2.top - r2.top) < i2 && Math.abs(n2.bottom - r2.bottom) < i2) {
      if (Math.abs(n2.left - r2.right) < o2 || Math.abs(n2.right - r2.left) < o2)
        return "inline-adjacent";
      if (n2.left >= r2.left && n2.right <= r2.right)
        return "inline-is-contained";
      if (n2.left <= r2.left && n2.right >= r2.right)
        return "inline-contains";
    } else if (n2.top <= r2.top && n2.bottom >= r2.bottom) {
      if (n2.left <= r2.left && n2.right >= r2.right)
        return "block-contains";
    } else if (n2.top >= r2.top && n2.bottom <= r2.bottom && n2.left >= r2.left && n2.right <= r2.right)
      return "block-is-contained";
  };
  var ee2 = (t2, e2) => {
    const o2 = Math.min(t2.left, e2.left), i2 = Math.max(t2.right, e2.right), s2 = Math.min(t2.top, e2.top), n2 = Math.max(t2.bottom, e2.bottom);
    return new DOMRect(o2, s2, i2 - o2, n2 - s2);
  };
  var ne2 = (t2, e2 = 0.5, o2 = 0.5) => t2.reduce((i2, s2) => {
    if (s2.width === 0 || s2.height === 0)
      return i2;
    let n2 = [...i2], r2 = false;
    for (const a3 of i2) {
      const l2 = te2(s2, a3, e2, o2);
      if (l2 === "inline-adjacent") {
        n2 = n2.map((m2) => m2 === a3 ? ee2(s2, a3) : m2), r2 = true;
        break;
      } else if (l2 === "inline-contains") {
        n2 = n2.map((m2) => m2 === a3 ? s2 : m2), r2 = true;
        break;
      } else if (l2 === "inline-is-contained") {
        r2 = true;
        break;
      } else if (l2 === "block-contains" || l2 === "block-is-contained") {
        s2.width < a3.width && (n2 = n2.map((m2) => m2 === a3 ? s2 : m2)), s2.width === a3.width && s2.height < a3.width && (n2 = n2.map((m2) => m2 === a3 ? s2 : m2)), r2 = true;
        break;
      }
    }
    return r2 ? n2 : [...n2, s2];
  }, []);
  var oe2 = (t2, e2) => {
    const { left: o2, top: i2, right: s2, bottom: n2 } = t2;
    return new DOMRect(o2 - e2.left, i2 - e2.top, s2 - o2, n2 - i2);
  };
  var se2 = (t2) => {
    t2.classList.add("r6o-annotatable");
    const e2 = document.createElement("div");
    e2.className = "r6o-span-highlight-layer", t2.appendChild(e2);
    let o2 = [];
    return {
      destroy: () => {
        e2.remove();
      },
      redraw: (r2, a3, l2, m2, g2) => {
        const y3 = performance.now();
        if (!(!dequal(o2, r2) || g2)) return;
        e2.innerHTML = "", [...r2].sort((x2, N3) => {
          const { annotation: { target: { created: A } } } = x2, { annotation: { target: { created: b2 } } } = N3;
          return A && b2 ? A.getTime() - b2.getTime() : 0;
        }).forEach((x2) => {
          const N3 = m2?.get(x2.annotation.id) || l2;
          x2.rects.map((A) => {
            const b2 = Zt(A, r2), C2 = St(x2, N3, b2), S2 = document.createElement("span");
            S2.className = "r6o-annotation", S2.dataset.annotation = x2.annotation.id, S2.style.left = `${A.x}px`, S2.style.top = `${A.y}px`, S2.style.width = `${A.width}px`, S2.style.height = `${A.height}px`, S2.style.backgroundColor = Qt(C2), C2.underlineStyle && (S2.style.borderStyle = C2.underlineStyle), C2.underlineColor && (S2.style.borderColor = C2.underlineColor), C2.underlineThickness && (S2.style.borderBottomWidth = `${C2.underlineThickness}px`), C2.underlineOffset && (S2.style.paddingBottom = `${C2.underlineOffset}px`), e2.appendChild(S2);
          });
        }), o2 = r2, void 0;
      },
      setVisible: (r2) => {
        r2 ? e2.classList.remove("hidden") : e2.classList.add("hidden");
      }
    };
  };
  var re2 = (t2, e2, o2) => yt(se2(t2), t2, e2, o2);
  var ie2 = (t2) => {
    const { top: e2, left: o2 } = t2.getBoundingClientRect(), { innerWidth: i2, innerHeight: s2 } = window, n2 = -o2, r2 = -e2, a3 = i2 - o2, l2 = s2 - e2;
    return { top: e2, left: o2, minX: n2, minY: r2, maxX: a3, maxY: l2 };
  };
  var ae2 = (t2) => {
    let e2 = /* @__PURE__ */ new Set();
    return (i2) => {
      const s2 = i2.map((n2) => n2.id);
      (e2.size !== s2.length || s2.some((n2) => !e2.has(n2))) && t2.set(s2), e2 = new Set(s2);
    };
  };
  var ce2 = (t2, e2, o2, i2) => {
    const s2 = new RBush(), n2 = /* @__PURE__ */ new Map(), r2 = createNanoEvents(), a3 = (c2, d2) => {
      const R2 = c2.selector.flatMap((L2) => {
        const E2 = D([L2]) ? L2.range : pt(L2, e2).range;
        return Jt(E2);
      }), w2 = ne2(R2, o2, i2).map((L2) => oe2(L2, d2));
      return w2.map((L2) => {
        const { x: E2, y: T, width: O, height: B2 } = L2;
        return {
          minX: E2,
          minY: T,
          maxX: E2 + O,
          maxY: T + B2,
          annotation: {
            id: c2.annotation,
            rects: w2
          }
        };
      });
    }, l2 = () => [...n2.values()], m2 = () => {
      s2.clear(), n2.clear();
    }, g2 = (c2) => {
      const d2 = a3(c2, e2.getBoundingClientRect());
      d2.length !== 0 && (d2.forEach((R2) => s2.insert(R2)), n2.set(c2.annotation, d2));
    }, y3 = (c2) => {
      const d2 = n2.get(c2.annotation);
      d2 && (d2.forEach((R2) => s2.remove(R2)), n2.delete(c2.annotation));
    }, p2 = (c2) => {
      y3(c2), g2(c2);
    }, v2 = (c2, d2 = true) => {
      d2 && m2();
      const R2 = e2.getBoundingClientRect(), w2 = c2.map((E2) => ({ target: E2, rects: a3(E2, R2) }));
      w2.forEach(({ target: E2, rects: T }) => {
        T.length > 0 && n2.set(E2.annotation, T);
      });
      const L2 = w2.flatMap(({ rects: E2 }) => E2);
      s2.load(L2);
    }, u2 = (c2, d2, R2 = false) => {
      const w2 = s2.search({
        minX: c2,
        minY: d2,
        maxX: c2,
        maxY: d2
      }), L2 = (E2) => E2.annotation.rects.reduce((T, O) => T + O.width * O.height, 0);
      return w2.length > 0 ? (w2.sort((E2, T) => L2(E2) - L2(T)), R2 ? w2.map((E2) => E2.annotation.id) : [w2[0].annotation.id]) : [];
    }, x2 = (c2) => {
      const d2 = N3(c2);
      if (d2.length === 0)
        return;
      let R2 = d2[0].left, w2 = d2[0].top, L2 = d2[0].right, E2 = d2[0].bottom;
      for (let T = 1; T < d2.length; T++) {
        const O = d2[T];
        R2 = Math.min(R2, O.left), w2 = Math.min(w2, O.top), L2 = Math.max(L2, O.right), E2 = Math.max(E2, O.bottom);
      }
      return new DOMRect(R2, w2, L2 - R2, E2 - w2);
    }, N3 = (c2) => {
      const d2 = n2.get(c2);
      return d2 ? d2[0].annotation.rects : [];
    };
    return {
      all: l2,
      clear: m2,
      getAt: u2,
      getAnnotationBounds: x2,
      getAnnotationRects: N3,
      getIntersecting: (c2, d2, R2, w2) => {
        const L2 = s2.search({ minX: c2, minY: d2, maxX: R2, maxY: w2 }), E2 = new Set(L2.map((T) => T.annotation.id));
        return Array.from(E2).map((T) => ({
          annotation: t2.getAnnotation(T),
          rects: N3(T)
        })).filter((T) => !!T.annotation);
      },
      insert: g2,
      recalculate: () => {
        v2(t2.all().map((c2) => c2.target), true), r2.emit("recalculate");
      },
      remove: y3,
      set: v2,
      size: () => s2.all().length,
      update: p2,
      on: (c2, d2) => r2.on(c2, d2)
    };
  };
  var le2 = (t2, e2) => {
    const o2 = _e(), i2 = ce2(o2, t2, e2.mergeHighlights?.horizontalTolerance, e2.mergeHighlights?.verticalTolerance), s2 = Ne(o2, e2.userSelectAction, e2.adapter), n2 = De(o2), r2 = Ye(), a3 = (b2, C2 = y.LOCAL) => {
      const S2 = Z(b2, t2), c2 = D(S2.target.selector);
      return c2 && o2.addAnnotation(S2, C2), c2;
    }, l2 = (b2, C2 = true, S2 = y.LOCAL) => {
      const c2 = b2.map((R2) => Z(R2, t2)), d2 = c2.filter((R2) => !D(R2.target.selector));
      return o2.bulkAddAnnotations(c2, C2, S2), d2;
    }, m2 = (b2, C2 = y.LOCAL) => {
      const S2 = b2.map((d2) => Z(d2, t2)), c2 = S2.filter((d2) => !D(d2.target.selector));
      return S2.forEach((d2) => {
        o2.getAnnotation(d2.id) ? o2.updateAnnotation(d2, C2) : o2.addAnnotation(d2, C2);
      }), c2;
    }, g2 = (b2, C2 = y.LOCAL) => {
      const S2 = Q2(b2, t2);
      o2.updateTarget(S2, C2);
    }, y3 = (b2, C2 = y.LOCAL) => {
      const S2 = b2.map((c2) => Q2(c2, t2));
      o2.bulkUpdateTargets(S2, C2);
    };
    function p2(b2, C2, S2, c2) {
      const d2 = S2 || !!c2, R2 = i2.getAt(b2, C2, d2).map((L2) => o2.getAnnotation(L2)).filter(Boolean), w2 = c2 ? R2.filter(c2) : R2;
      if (w2.length !== 0)
        return S2 ? w2 : w2[0];
    }
    const v2 = (b2) => i2.getAnnotationRects(b2).length > 0 ? i2.getAnnotationBounds(b2) : void 0, u2 = (b2, C2, S2, c2) => i2.getIntersecting(b2, C2, S2, c2), x2 = (b2) => i2.getAnnotationRects(b2), N3 = () => i2.recalculate(), A = (b2) => i2.on("recalculate", b2);
    return o2.observe(({ changes: b2 }) => {
      const C2 = (b2.deleted || []).filter((d2) => D(d2.target.selector)), S2 = (b2.created || []).filter((d2) => D(d2.target.selector)), c2 = (b2.updated || []).filter((d2) => D(d2.newValue.target.selector));
      C2?.length > 0 && C2.forEach((d2) => i2.remove(d2.target)), S2.length > 0 && i2.set(S2.map((d2) => d2.target), false), c2?.length > 0 && c2.forEach(({ newValue: d2 }) => i2.update(d2.target));
    }), {
      store: {
        ...o2,
        addAnnotation: a3,
        bulkAddAnnotations: l2,
        bulkUpdateTargets: y3,
        bulkUpsertAnnotations: m2,
        getAnnotationBounds: v2,
        getAnnotationRects: x2,
        getIntersecting: u2,
        getAt: p2,
        recalculatePositions: N3,
        onRecalculatePositions: A,
        updateTarget: g2
      },
      selection: s2,
      hover: n2,
      viewport: r2
    };
  };
  var at = 300;
  var Et = ["up", "down", "left", "right"];
  var bt = ut ? "⌘+a" : "ctrl+a";
  var de2 = [
    ...Et.map((t2) => `shift+${t2}`),
    bt
  ];
  var ue2 = (t2, e2, o2, i2) => {
    const { store: s2, selection: n2 } = e2;
    let r2;
    const {
      annotatingEnabled: a3,
      offsetReferenceSelector: l2,
      selectionMode: m2,
      dismissOnNotAnnotatable: g2 = "NEVER"
    } = i2;
    let y3, p2 = a3, v2 = "CREATE_NEW", u2, x2, N3, A;
    const b2 = (f2) => {
      p2 = f2, w2.clear(), f2 || (x2 = void 0, u2 = void 0, N3 = void 0, A = void 0);
    }, C2 = (f2) => v2 = f2 || "CREATE_NEW", S2 = (f2) => y3 = f2, c2 = (f2) => r2 = f2, d2 = (f2) => {
      if (v2 === "ADD_TO_CURRENT")
        return true;
      if (i2.allowModifierSelect) {
        const h2 = f2;
        return ut ? h2.metaKey : h2.ctrlKey;
      } else
        return false;
    }, R2 = () => {
      if (!p2 || N3 === false) return;
      const { selected: f2 } = n2;
      if ((d2(A) || v2 === "REPLACE_CURRENT") && f2.length === 1 && f2[0].editable) {
        const M3 = s2.getAnnotation(f2[0].id);
        if (M3?.target) {
          x2 = M3.target, u2 = {
            annotation: M3.id,
            selector: [],
            created: x2.created,
            creator: x2.creator,
            updated: /* @__PURE__ */ new Date(),
            updatedBy: r2
          };
          return;
        }
      }
      x2 = void 0, u2 = {
        annotation: v4_default(),
        selector: [],
        created: /* @__PURE__ */ new Date(),
        creator: r2
      };
    }, w2 = debounce((f2) => {
      if (!p2) return;
      const h2 = document.getSelection();
      if (!h2?.anchorNode) return;
      const H2 = Array.from(Array(h2.rangeCount).keys()).map((k) => h2.getRangeAt(k)).map((k) => Ft(k, t2));
      if (H2.every((k) => !gt(t2, k))) {
        u2 = void 0;
        return;
      }
      const _2 = f2.timeStamp - (A?.timeStamp || f2.timeStamp);
      if (A?.type === "pointerdown" && (_2 < 1e3 && !u2 || h2.isCollapsed && _2 < at) && R2(), !u2 && (R2(), !u2))
        return;
      if (h2.isCollapsed) {
        s2.getAnnotation(u2.annotation) && !(d2(A) || v2 === "REPLACE_CURRENT") && (n2.clear(), s2.deleteAnnotation(u2.annotation));
        return;
      }
      if (H2.every((k) => Ht(k))) return;
      const I2 = H2.flatMap((k) => $t(t2, k.cloneRange()));
      if (!(I2.length > 0 && !u2 || I2.length !== u2.selector.length || I2.some((k, Y) => k.toString() !== u2?.selector[Y]?.quote))) return;
      const j2 = d2(A) && x2 ? Pt([
        ...x2.selector.map((k) => k.range),
        ...I2
      ]) : I2;
      u2 = {
        ...u2,
        selector: j2.map((k) => Yt(k, t2, l2)),
        updated: /* @__PURE__ */ new Date()
      }, !(d2(A) || v2 === "REPLACE_CURRENT") && (s2.getAnnotation(u2.annotation) ? s2.updateTarget(u2, y.LOCAL) : n2.clear());
    }, 10), L2 = (f2) => {
      A = J2(f2), N3 = A.button === 0;
    }, E2 = async (f2) => {
      if (!N3) return;
      const h2 = J2(f2), M3 = () => {
        const { x: _2, y: I2 } = t2.getBoundingClientRect();
        if (F(t2, h2.target)) {
          (typeof g2 == "function" ? g2(h2, t2) : g2 === "ALWAYS") && n2.clear();
          return;
        }
        const P2 = h2.target instanceof Node && t2.contains(h2.target) && s2.getAt(
          h2.clientX - _2,
          h2.clientY - I2,
          m2 === "all",
          y3
        );
        if (P2) {
          const { selected: j2 } = n2, k = new Set(j2.map((X) => X.id)), Y = Array.isArray(P2) ? P2.map((X) => X.id) : [P2.id];
          (k.size !== Y.length || !Y.every((X) => k.has(X))) && (o2.emit("clickAnnotation", P2), n2.userSelect(Y, h2));
        } else
          n2.clear();
      };
      if (h2.timeStamp - (A?.timeStamp || 0) < at) {
        await T();
        const _2 = document.getSelection(), I2 = F(t2, A?.target), P2 = F(t2, h2.target);
        if (_2?.isCollapsed || I2 && P2) {
          u2 = void 0, M3();
          return;
        }
      }
      u2 && u2.selector.length > 0 && (K2(), n2.userSelect(u2.annotation, h2));
    }, T = async () => {
      const f2 = document.getSelection();
      let h2 = false, M3 = f2?.isCollapsed;
      const H2 = () => M3 || h2, _2 = 1;
      return setTimeout(() => h2 = true, 50), a2(() => M3 = f2?.isCollapsed, _2, H2);
    }, O = (f2) => {
      document.getSelection()?.isCollapsed || ((!u2 || u2.selector.length === 0) && w2(f2), u2 && (K2(), n2.userSelect(u2.annotation, J2(f2))));
    }, B2 = (f2) => {
      if (p2 && !(f2.repeat || f2.target instanceof Node && F(t2, f2.target) && f2.target !== document.body) && f2.key === "Shift" && u2) {
        const h2 = document.getSelection();
        h2 && !h2.isCollapsed && (K2(), n2.userSelect(u2.annotation, G(f2)));
      }
    }, V2 = (f2) => {
      const h2 = () => setTimeout(() => {
        u2 && (u2.selector.length > 0 && (n2.clear(), s2.addAnnotation({
          id: u2.annotation,
          bodies: [],
          target: u2
        }), n2.userSelect(u2.annotation, G(f2))), document.removeEventListener("selectionchange", h2));
      }, 100);
      document.addEventListener("selectionchange", h2), R2();
    };
    hotkeys(de2.join(","), { element: t2, keydown: true, keyup: false }, (f2) => {
      f2.repeat || (A = G(f2));
    }), hotkeys(bt, { keydown: true, keyup: false }, (f2) => {
      A = G(f2), V2(f2);
    });
    const z2 = (f2) => {
      f2.repeat || f2.target instanceof Node && F(t2, f2.target) && f2.target !== document.body || (u2 = void 0, n2.clear());
    };
    hotkeys(Et.join(","), { keydown: true, keyup: false }, z2);
    const K2 = () => {
      if (!u2) return;
      const f2 = s2.getAnnotation(u2.annotation);
      if (!f2)
        s2.addAnnotation({
          id: u2.annotation,
          bodies: [],
          target: u2
        });
      else {
        const { target: { updated: h2 } } = f2, { updated: M3 } = u2;
        (!h2 || !M3 || h2 < M3) && s2.updateTarget(u2);
      }
    };
    return document.addEventListener("pointerdown", L2), document.addEventListener("pointerup", E2), document.addEventListener("contextmenu", O), document.addEventListener("keyup", B2), t2.addEventListener("selectstart", R2), document.addEventListener("selectionchange", w2), {
      destroy: () => {
        u2 = void 0, x2 = void 0, N3 = void 0, A = void 0, w2.clear(), document.removeEventListener("pointerdown", L2), document.removeEventListener("pointerup", E2), document.removeEventListener("contextmenu", O), document.removeEventListener("keyup", B2), t2.removeEventListener("selectstart", R2), document.removeEventListener("selectionchange", w2), hotkeys.unbind();
      },
      setFilter: S2,
      setUser: c2,
      setAnnotatingEnabled: b2,
      setAnnotatingMode: C2
    };
  };
  var fe = (t2) => [
    `background-color:${q2(t2?.fill || U.fill).alpha(t2?.fillOpacity === void 0 ? U.fillOpacity : t2.fillOpacity).toHex()}`,
    t2?.underlineThickness ? "text-decoration:underline" : void 0,
    t2?.underlineColor ? `text-decoration-color:${t2.underlineColor}` : void 0,
    t2?.underlineOffset ? `text-underline-offset:${t2.underlineOffset}px` : void 0,
    t2?.underlineThickness ? `text-decoration-thickness:${t2.underlineThickness}px` : void 0
  ].filter(Boolean).join(";");
  var ge2 = () => {
    const t2 = document.createElement("style");
    document.getElementsByTagName("head")[0].appendChild(t2);
    let e2 = /* @__PURE__ */ new Set();
    return {
      destroy: () => {
        CSS.highlights.clear(), t2.remove();
      },
      setVisible: (n2) => {
      },
      redraw: (n2, r2, a3, l2, m2) => {
        const g2 = new Set(n2.map((p2) => p2.annotation.id));
        Array.from(e2).filter((p2) => !g2.has(p2));
        const y3 = n2.map((p2) => {
          a3 ? typeof a3 == "function" && a3(p2.annotation, p2.state) : p2.state?.selected;
          const v2 = St(p2, a3);
          return `::highlight(_${p2.annotation.id}) { ${fe(v2)} }`;
        });
        t2.innerHTML = y3.join(`
`), CSS.highlights.clear(), n2.forEach(({ annotation: p2 }) => {
          const v2 = p2.target.selector.map((x2) => x2.range), u2 = new Highlight(...v2);
          CSS.highlights.set(`_${p2.id}`, u2);
        }), e2 = g2;
      }
    };
  };
  var me2 = (t2, e2, o2) => yt(ge2(), t2, e2, o2);
  var pe2 = (t2, e2) => ({
    ...t2,
    annotatingEnabled: t2.annotatingEnabled ?? e2.annotatingEnabled,
    user: t2.user || e2.user
  });
  var ct = "SPANS";
  var Oe = (t2, e2 = {}) => {
    Gt(t2), Ut(t2);
    const o2 = pe2(e2, {
      annotatingEnabled: true,
      user: je()
    }), i2 = le2(t2, o2), { selection: s2, viewport: n2 } = i2, r2 = i2.store, a3 = ke(r2), l2 = Pe(i2, a3, o2.adapter);
    let m2 = o2.user;
    const g2 = typeof o2.renderer != "function" ? o2.renderer === "CSS_HIGHLIGHTS" ? CSS.highlights ? "CSS_HIGHLIGHTS" : ct : o2.renderer || ct : null, y3 = g2 === null ? o2.renderer(
      t2,
      i2,
      n2
    ) : g2 === "SPANS" ? re2(
      t2,
      i2,
      n2
    ) : g2 === "CSS_HIGHLIGHTS" ? me2(
      t2,
      i2,
      n2
    ) : void 0;
    if (!y3)
      throw `Unknown renderer implementation: ${o2.renderer}`;
    void 0, o2.style && y3.setStyle(o2.style);
    const p2 = ue2(
      t2,
      i2,
      l2,
      o2
    );
    p2.setUser(m2);
    const v2 = ze(i2, a3, o2.adapter), u2 = () => m2, x2 = (c2) => {
      p2.setAnnotatingEnabled(
        c2 === void 0 ? true : c2
      );
    }, N3 = (c2) => {
      p2.setAnnotatingMode(c2);
    }, A = (c2) => {
      y3.setFilter(c2), p2.setFilter(c2);
    }, b2 = (c2) => {
      m2 = c2, p2.setUser(c2);
    }, C2 = (c2) => {
      c2 ? s2.setSelected(c2) : s2.clear();
    };
    return {
      ...v2,
      destroy: () => {
        y3.destroy(), p2.destroy(), a3.destroy();
      },
      element: t2,
      getUser: u2,
      renderer: y3,
      setAnnotatingEnabled: x2,
      setAnnotatingMode: N3,
      setFilter: A,
      setStyle: y3.setStyle.bind(y3),
      setUser: b2,
      setSelected: C2,
      setVisible: y3.setVisible.bind(y3),
      on: l2.on,
      off: l2.off,
      // @ts-ignore - temporary
      scrollIntoView: Xt(t2, r2),
      state: i2
    };
  };
  return __toCommonJS(entry_exports);
})();
